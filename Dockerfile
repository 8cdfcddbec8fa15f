# Two stages: the first builds a virtual environment, the second carries it and nothing else.
# `docker run --read-only --cap-drop ALL -v briefing:/data --env-file .env briefing-bot`

FROM python:3.11-slim-bookworm AS build

ENV PYTHONDONTWRITEBYTECODE=1 \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore uv==0.13.9

# Dependencies first: this layer, language model included, changes only with the lock.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project

COPY README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY config ./config
RUN uv sync --frozen --no-dev --no-editable


FROM python:3.11-slim-bookworm

# PTB_TIMEDELTA: the library's durations are timedeltas. Temporary files go to the volume, the only
# place that can be written to when the container is read-only.
ENV BRIEFING_DATA_DIR=/data \
    HOME=/data \
    PATH="/app/.venv/bin:$PATH" \
    PTB_TIMEDELTA=true \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SQLITE_TMPDIR=/data \
    TMPDIR=/data
RUN groupadd --system --gid 10001 briefing \
    && useradd --system --uid 10001 --gid briefing --home-dir /data --no-create-home briefing \
    && install --directory --owner=briefing --group=briefing --mode=0750 /data
COPY --from=build /app/.venv /app/.venv

# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
# Loading the language model and a first migration may take a while on a small machine.
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 \
    CMD ["briefing-bot", "health"]
STOPSIGNAL SIGTERM
CMD ["briefing-bot", "run"]
