"""Videos and posts: told of, embedded, linked, lost."""

import pytest

from tests.unit.describing.spoken import hear


@pytest.mark.parametrize(
    ("text", "video", "platform"),
    [
        ("Ann Lee uploaded a video on YouTube.", True, "YouTube"),
        ("Ann Lee streamed live on Periscope.", True, "Periscope"),
        ("Ann Lee tweeted on Monday that it rained.", False, "Twitter"),
        ("Ann Lee posted a message on Facebook.", False, "Facebook"),
        ("Another clip, posted by Ann Lee, shows rain.", True, None),
        ("Ann Lee wrote on Instagram: “We go.”", False, "Instagram"),
    ],
)
def test_told_of(text, video, platform):
    found = hear(text)
    (one,) = found.videos if video else found.posts
    assert (found.posts if video else found.videos) == ()
    assert (one.kind.value, one.platform) == ("mentioned", platform)
    assert one.speaker == found.speakers[0].id
    assert one.evidence[0].exact in text


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee has continued to tweet.",
        "Ann Lee said she wanted to upload a video.",
        "Civilians have been posting goodbye messages on social media.",
        "The letter was posted on Monday.",
        "The post office opened.",
    ],
)
def test_habits_crowds_and_letters_are_no_posts(text):
    found = hear(text)
    assert found.videos + found.posts == ()


@pytest.mark.parametrize(
    ("code", "embed_id", "title"),
    [
        ('[brid video="12" title="Rain falls"]', "12", "Rain falls"),
        ("[brid video=”12″ title=”Rain falls”]", "12", "Rain falls"),
        ("[youtube id='ab-12']", "ab-12", None),
    ],
)
def test_embed_codes(code, embed_id, title):
    (one,) = hear(f"It rained.\n\n{code}\n\nIt stopped.").videos
    assert (one.kind.value, one.embed_id, one.title) == ("embedded", embed_id, title)
    assert one.evidence[0].exact == code


def test_brackets_that_are_no_code():
    assert hear("He said it [the bridge] was [sic] shut.").videos == ()


def test_links():
    text = (
        "See https://www.youtube.com/watch?v=abc and https://twitter.com/a/status/12, but not"
        " https://twitter.com/a or https://example.org/watch."
    )
    found = hear(text)
    assert [one.url for one in found.videos] == ["https://www.youtube.com/watch?v=abc"]
    assert [one.url for one in found.posts] == ["https://twitter.com/a/status/12"]
    assert {one.kind.value for one in found.videos + found.posts} == {"linked"}


def test_the_signature_of_an_embedded_tweet():
    found = hear("We go tonight.\n\n— Ann Lee (@ann_l) December 12, 2016")
    (one,) = found.posts
    (speaker,) = found.speakers
    assert (one.kind.value, one.platform, one.speaker) == ("embedded", "Twitter", speaker.id)
    assert (speaker.name, speaker.handles) == ("Ann Lee", ("@ann_l",))


def test_lost_embeds():
    text = (
        "A few people took to twitter. Here they are:\n\n\u00a0\n\n"
        "Others posted videos of the rain.\n\n\u00a0\n\n"
        "The rain stopped.\n\n\u00a0\n\nThe end."
    )
    found = hear(text)
    assert [(one.kind.value, one.platform) for one in found.posts] == [("lost", "Twitter")]
    assert [one.kind.value for one in found.videos] == ["lost"]


def test_a_title_names_its_video():
    found = hear("Ann Lee streamed a video called ‘Last Bus’ on Periscope.")
    (one,) = found.videos
    assert (one.title, one.platform) == ("Last Bus", "Periscope")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ana Ruiz, a nurse, said: “This may be my last video.”", 1),
        ("Ana Ruiz posted a video on YouTube. “This may be my last video,” she said.", 1),
        ("Ana Ruiz, a nurse, said: “I saw his last video.”", 0),
        ("“This may be my last video.”", 0),
    ],
)
def test_words_about_the_own_video_tell_of_one_video(text, count):
    assert len(hear(text).videos) == count
