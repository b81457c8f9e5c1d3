"""The repositories that the invented company pushes: services, jobs, tools, experiments."""

from dataclasses import replace
from datetime import timedelta

from regbrowse.demo.content.applications import DATA_JOB, ML_SERVER, PYTHON_SERVICE
from regbrowse.demo.content.builder import AMD64
from regbrowse.demo.content.compiled import COMMAND_LINE_TOOL, GO_SERVICE, LEGACY_SERVICE
from regbrowse.demo.content.images import DOCKER
from regbrowse.demo.content.plan import Plan
from regbrowse.demo.content.site import Family, Site, prefixed, release_tags
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.versions import Release, history

NIGHTLY_BUILDS = 2000


def service(stack: Stack) -> Family:
    """A service with releases, channels, builds of commits, and signatures on what is newest."""

    def plan(site: Site) -> Plan:
        rng = site.rng
        newest = (rng.randint(0, 6), rng.randint(0, 14), rng.randint(0, 6))
        releases = history(rng, rng.randint(6, 14), newest)
        images = {r.version: site.make(site.recipe(stack, r)) for r in releases}
        tags = release_tags(releases)
        for number in range(rng.randint(1, 3)):
            build = Release(f"{releases[0].version}+{number}", 0.1 + 0.7 * number)
            images[build.version] = site.make(site.recipe(stack, build))
            tags[site.commit_tag(build.version)] = build.version
            tags.setdefault("edge", build.version)
        latest = tags["latest"]
        tags[site.commit_tag(latest)] = latest
        final = [r for r in releases if r.is_final]
        tags["stable"] = final[min(1, len(final) - 1)].version
        about = site.signed(latest, final[0].age) if rng.random() < 0.5 else ()
        return Plan(images, tags, about)

    return plan


def legacy(site: Site) -> Plan:
    """An old service: Docker manifests for one platform, `v` versions and dates, years ago."""
    rng = site.rng
    releases = [
        replace(release, age=release.age * 2 + 700)
        for release in history(rng, rng.randint(4, 9), (1, rng.randint(2, 9), rng.randint(0, 4)))
        if release.is_final
    ]
    images = {}
    tags = prefixed(release_tags(releases), "v")
    for release in releases:
        recipe = site.recipe(LEGACY_SERVICE, release)
        recipe = replace(recipe, kind=DOCKER, platforms=(AMD64,), attested=False)
        images[release.version] = site.make(recipe)
        tags[f"{recipe.created:%Y%m%d}"] = release.version
    return Plan(images, tags)


def job(site: Site) -> Plan:
    """A job of a data pipeline, tagged with the day it was built."""
    rng = site.rng
    builds = [Release("", rng.uniform(0, 3) + 7 * week) for week in range(rng.randint(5, 12))]
    images, tags = {}, {}
    for build in builds:
        day = site.workshop.epoch - timedelta(days=build.age)
        version = f"{day:%Y.%m.%d}"
        images[version] = site.make(site.recipe(DATA_JOB, replace(build, version=version)))
        tags[version] = version
        tags.setdefault("latest", version)
    tags["prod"] = list(images)[1]
    return Plan(images, tags)


def model_server(site: Site) -> Plan:
    """A server of models, for the processor and for two versions of CUDA."""
    images, tags = {}, {}
    for release in history(site.rng, site.rng.randint(4, 7), (site.rng.randint(0, 2), 6, 2)):
        for variant, stack, cuda in (
            ("", PYTHON_SERVICE, ""),
            ("-cuda12.4", ML_SERVER, "12.4"),
            ("-cuda12.6-cudnn9-runtime", ML_SERVER, "12.6"),
        ):
            version = release.version + variant
            recipe = site.recipe(stack, replace(release, version=version))
            recipe = replace(recipe, values={"cuda": cuda} if cuda else {}, platforms=(AMD64,))
            images[version] = site.make(recipe)
            tags[version] = version
            if release.is_final:
                tags.setdefault(f"latest{variant.partition('-cudnn9')[0]}", version)
    return Plan(images, tags)


def tool(site: Site) -> Plan:
    """A command line tool, built reproducibly: nobody knows from its image when."""
    releases = history(site.rng, site.rng.randint(5, 12), (site.rng.randint(0, 3), 9, 3))
    images = {}
    for release in releases:
        recipe = replace(site.recipe(COMMAND_LINE_TOOL, release), attested=False, reproducible=True)
        images[release.version] = site.make(recipe)
    return Plan(images, prefixed(release_tags(releases), "v"))


def experiment(site: Site) -> Plan:
    """Somebody's experiment: branches and words instead of versions."""
    words = ["latest", "test", "wip", "main", "fix-login", "try-uvloop", "demo", "old", "TESTING_2"]
    images, tags = {}, {}
    for number, word in enumerate(site.rng.sample(words, site.rng.randint(1, 5))):
        stack = site.rng.choice((PYTHON_SERVICE, GO_SERVICE))
        recipe = site.recipe(stack, Release(word, site.rng.uniform(1, 60) + 30 * number))
        images[word] = site.make(replace(recipe, platforms=(AMD64,), attested=False))
        tags[word] = word
        tags[site.commit_tag(word)] = word
    return Plan(images, tags)


def nightly(site: Site) -> Plan:
    """A build for every night of five and a half years."""
    images, tags = {}, {}
    for night in range(NIGHTLY_BUILDS):
        day = site.workshop.epoch - timedelta(days=night)
        # A minor version every eight weeks, counted so that the newest is a round number.
        version = f"4.{40 - night // 56}.0-nightly.{day:%Y%m%d}"
        recipe = site.recipe(GO_SERVICE, Release(version, night + 0.3))
        images[version] = site.make(replace(recipe, platforms=(AMD64,), attested=False))
        tags[version] = version
    tags["nightly"] = next(iter(images))
    return Plan(images, tags)
