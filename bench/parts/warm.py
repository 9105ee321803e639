"""What a warm page costs, beside the least that a server can do and beside other ways to keep a page."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.recorded import record
from bench.extent import Extent
from bench.installed import Missing, need, start_nginx, start_redis
from bench.load import Compared, Contender, compare
from bench.processes import Server
from bench.reader import BROWSER, PLAIN, Reader
from bench.report import Section, Verdict
from bench.site import Site
from bench.workshop import Workshop

PAGE = "/posts/note-7/"
MOST = {"local memory": 1.6, "Redis": 3.0}


def measure(workshop: Workshop, extent: Extent) -> Section:
    need("wrk", "wrk")
    # Formulas enough for a page of 56 KB.
    site = Site(workshop, "warm").seed(24, formulas=14, characters=3200)
    stage = Stage(workshop, site)
    section = Section(("page", "CPU, ms a request", "beside", "CPU, ms a request", "ratio (middle half)"))
    section.remarks.append(
        f"The page has {stage.plain_kb:.0f} KB of HTML, {stage.sent_kb:.1f} KB as it is sent to a browser."
    )
    pairs = stage.pairs()
    for (own, other), compared in zip(pairs, compare(pairs, extent.warm_rounds), strict=True):
        section.add(own.name, compared.own.show(3), other.name, compared.other.show(3), compared.ratio.show())
        section.verdicts += verdicts(own, other, compared)
    section.remarks += stage.remarks
    return section


def verdicts(own: Contender, other: Contender, compared: Compared) -> list[Verdict]:
    ratio = compared.ratio.median
    place = own.name.rpartition(", ")[2]
    if other.name == "bare WSGI function" and own.name in {f"Lemma, {place}" for place in MOST}:
        return [Verdict(f"warm page against a bare WSGI function, {place}", ratio, most=MOST[place])]
    if other.name.startswith("Django's per-site cache"):
        return [Verdict(f"warm page, faster than Django's per-site cache, {place}", 1 / ratio, least=1.8)]
    return []


class Stage:
    """All contenders, started and answering with the same page."""

    def __init__(self, workshop: Workshop, site: Site) -> None:
        self.workshop = workshop
        self.site = site
        self.remarks: list[str] = []
        self.memory = site.serve("lemma-memory")
        with Reader(self.memory) as reader, Reader(self.memory, PLAIN) as plain_reader:
            reply, plain = reader.get(PAGE), plain_reader.get(PAGE)
        self.sent_kb, self.plain_kb = len(reply.body) / 1024, len(plain.body) / 1024
        self.etag = reply.headers["etag"]
        folder = workshop.new_folder("replies")
        self.reply = record(reply, folder / "compressed")
        self.plain = record(plain, folder / "plain")
        with Reader(self.memory, BROWSER | {"If-None-Match": self.etag}) as reader:
            unchanged = reader.get(PAGE)
        if unchanged.status != 304:
            raise RuntimeError(f"a page that the reader has is answered by {unchanged.status}")
        self.unchanged = record(unchanged, folder / "unchanged")

    def pairs(self) -> list[tuple[Contender, Contender]]:
        bare = self._same_bytes("bare WSGI function", "bare", self.reply)
        bare_plain = self._same_bytes("bare WSGI function, uncompressed", "bare", self.plain)
        bare_unchanged = self._same_bytes("304 of a bare WSGI function", "bare", self.unchanged)
        memory = Contender("Lemma, local memory", self.memory, PAGE)
        uncached = self.site.serve("lemma-uncached", PAGE_CACHE="false")
        pairs = [
            (memory, bare),
            (Contender("Lemma, local memory, uncompressed", self.memory, PAGE, PLAIN), bare_plain),
            (self._unchanged(memory), memory),
            (bare_unchanged, bare),
            (memory, self._site_cache("local memory")),
            (self._same_bytes("plain Django, a string", "plain_django", self.reply), bare),
            (Contender("Lemma without a page cache", uncached, PAGE), bare),
        ]
        for more in (self._redis_pairs, self._nginx_pairs):
            try:
                pairs += more(bare)
            except Missing as missing:
                self.remarks.append(f"Not all was measured: {missing}")
        return pairs

    def _redis_pairs(self, bare: Contender) -> list[tuple[Contender, Contender]]:
        cache = start_redis(self.workshop)
        redis = Contender("Lemma, Redis", self.site.serve("lemma-redis", CACHE_URL=cache), PAGE)
        return [(redis, bare), (self._unchanged(redis), redis), (redis, self._site_cache("Redis", CACHE_URL=cache))]

    def _nginx_pairs(self, bare: Contender) -> list[tuple[Contender, Contender]]:
        """The same bytes from disk, as a static site serves them."""
        root = self.workshop.new_folder("static-site")
        page = root / PAGE.strip("/") / "index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(self.reply.read_bytes().partition(b"\n")[2])
        server = start_nginx(self.workshop, root, "add_header Content-Encoding br;")
        return [(Contender("nginx, the page as a file", server, PAGE), bare)]

    def _unchanged(self, contender: Contender) -> Contender:
        place = contender.name.rpartition(", ")[2]
        return Contender(f"304 of Lemma, {place}", contender.server, PAGE, BROWSER | {"If-None-Match": self.etag})

    def _same_bytes(self, name: str, module: str, reply: Path) -> Contender:
        server = self._serve(name, module, BENCH_REPLY=str(reply))
        return Contender(name, server, PAGE, PLAIN if reply == self.plain else BROWSER)

    def _site_cache(self, place: str, **settings: str) -> Contender:
        settings |= {"DJANGO_SETTINGS_MODULE": "bench.contenders.site_cache"}
        server = self.site.serve(f"site-cache-{place}", "bench.contenders.site_cache_application", **settings)
        return Contender(f"Django's per-site cache, {place}", server, PAGE)

    def _serve(self, name: str, module: str, **settings: str) -> Server:
        return self.site.serve(name, f"bench.contenders.{module}", **settings)
