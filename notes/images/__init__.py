"""Images: decode, sanitize and re-encode what authors upload, and write it to storage as a complete file."""

from notes.images.encoding import MAX_BYTES, EncodedImage, NotAnImage, NotStored, encode, encode_svg, store

__all__ = ["MAX_BYTES", "EncodedImage", "NotAnImage", "NotStored", "encode", "encode_svg", "store"]
