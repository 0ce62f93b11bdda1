namespace Skills.Engine.SkillFiles.Tests;

public sealed class FreshnessTests
{
    [Fact]
    public void HowLongAResultIsServedPastItsTimeIsReadFromTheFile()
    {
        var cache = Read("staleWhileRevalidate: 5m, staleIfError: 1d, eagerRefreshAt: 0.8").EnsureValid().Skill.Cache;

        Assert.Equal(
            (TimeSpan.FromMinutes(5), TimeSpan.FromDays(1), 0.8),
            (cache.StaleWhileRevalidate, cache.StaleIfError, cache.EagerRefreshAt));
    }

    [Fact]
    public void WhatTheFileDoesNotSayIsLeftToTheOptions()
    {
        var cache = Read("ttl: 1m").EnsureValid().Skill.Cache;

        Assert.Equal((null, null, null), (cache.StaleWhileRevalidate, cache.StaleIfError, cache.EagerRefreshAt));
    }

    [Theory]
    [InlineData("eagerRefreshAt: 1", "must lie between 0.01 and 0.99")]
    [InlineData("eagerRefreshAt: soon", "number")]
    [InlineData("staleIfError: 5", "staleIfError")]
    [InlineData("staleWhileRevalidate: later", "must be a duration")]
    public void AWrongValueIsSaidWithItsKey(string entry, string sentence) =>
        Assert.Contains(Read(entry).Diagnostics, d => d.Message.Contains(sentence, StringComparison.Ordinal));

    private static SkillReadResult Read(string cache) =>
        new SkillFileReader().ReadText("a.skill.yaml", Some.Skill("a", rest: $"prompt: Hi\ncache: {{ {cache} }}\n"));
}
