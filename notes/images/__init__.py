"""Images: decode, sanitize and re-encode what authors upload, and write it to storage as complete files."""

from notes.images.encoding import MAX_BYTES, EncodedImage, InvalidImage, encode, encode_svg
from notes.images.storing import ImageNotStored, store

__all__ = ["MAX_BYTES", "EncodedImage", "ImageNotStored", "InvalidImage", "encode", "encode_svg", "store"]
