# Two images: `web` serves the site, `proxy` is Caddy in front of it. Both run as user 10001 and write only to volumes and tmpfs.

FROM node:24-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
ARG NPM_CONFIG_REGISTRY
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts

FROM python:3.13-slim AS build
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements/run.txt requirements/
ARG PIP_INDEX_URL
RUN --mount=type=cache,target=/root/.cache/pip python -m venv /opt/venv \
 && pip install --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements/run.txt
COPY --from=front-end /app/node_modules node_modules
COPY . .
# At run time only KaTeX is read from node_modules; everything else was collected into STATIC_ROOT. Keep the empty folders,
# because settings name them. Set the modes, because a checkout may be readable only by its owner.
RUN SECRET_KEY=for-collecting-files-while-building DATA_DIR=/tmp STATIC_ROOT=/opt/static python manage.py collectstatic --no-input \
 && find node_modules -type f ! -path 'node_modules/katex/dist/*' ! -iname 'LICENSE*' -delete \
 && python -m compileall -q manage.py notes site_config \
 && chmod -R u=rwX,go=rX /app

FROM python:3.13-slim AS web
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2 STATIC_ROOT=/opt/static DATA_DIR=/data
# A new volume inherits the owner of its mount point.
RUN useradd --uid 10001 --user-group --home-dir /tmp --no-create-home --shell /usr/sbin/nologin lemma \
 && install -d -o lemma -g lemma /data /data/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/static /opt/static
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["sh", "deploy/start"]

FROM caddy:2 AS proxy
COPY --chmod=0644 deploy/Caddyfile /etc/caddy/Caddyfile
RUN SITE_ADDRESS=:80 caddy validate --config /etc/caddy/Caddyfile && chown -R 10001:10001 /data
USER 10001:10001
