# Two stages, from the lock files only: the first builds the wheel, the second contains only what breachbot needs to run.
FROM python:3.11-slim-bookworm AS wheel
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY regulations ./regulations
COPY runbooks ./runbooks
COPY notify_templates ./notify_templates
COPY recipients ./recipients
COPY docs ./docs
COPY licenses ./licenses
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --no-index --wheel-dir /wheel .

FROM python:3.11-slim-bookworm
# So that a PDF shows names in Chinese, Korean, Thai and the like, which typst's own fonts don't have. Fonts are no code:
# the version that Debian has is fine.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-core fonts-droid-fallback \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/breachbot
COPY requirements-run.lock ./
COPY --from=wheel /wheel ./wheel
RUN pip install --no-cache-dir --require-hashes -r requirements-run.lock \
 && pip install --no-cache-dir --no-deps --no-index ./wheel/*.whl \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/breachbot breachbot
# Two arenas instead of eight per core: threads that allocate a little each would keep 7 MB more.
ENV BREACHBOT_HOME=/var/lib/breachbot \
    MALLOC_ARENA_MAX=2 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /var/lib/breachbot
# Healthy means that this container's timers recorded a heartbeat within the last minute.
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 CMD ["breachbot", "doctor", "--health"]
ENTRYPOINT ["breachbot"]
CMD ["run"]
