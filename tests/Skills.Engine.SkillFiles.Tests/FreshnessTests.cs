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

    [Fact]
    public void TheSemanticCacheIsReadFromTheFile()
    {
        var semantic = Read("semantic: { threshold: 0.93, fields: [text] }", Texts).EnsureValid().Skill.Cache.Semantic!;

        Assert.Equal(0.93, semantic.Threshold);
        Assert.Equal(["text"], semantic.Fields);
        Assert.DoesNotContain(Read("semantic: { threshold: 0.5 }", Texts).Diagnostics, static d => d.Message.Contains("semantic", StringComparison.Ordinal));
        Assert.Null(Read("ttl: 1m").EnsureValid().Skill.Cache.Semantic);
    }

    [Theory]
    [InlineData("semantic: { threshold: 0.4 }", "must lie between 0.5 and 1")]
    [InlineData("semantic: { fields: [text] }", "'threshold' is missing in 'semantic'")]
    [InlineData("semantic: true", "'semantic'")]
    [InlineData("semantic: { threshold: 0.9, fields: [txt] }", "declares no input 'txt'. Did you mean 'text'?")]
    [InlineData("semantic: { threshold: 0.9, fields: [password] }", "'password' is not compared by meaning")]
    [InlineData("enabled: false, semantic: { threshold: 0.9 }", "'semantic' has no effect: the cache is disabled")]
    public void AWrongSemanticCacheIsSaidWithItsKey(string entry, string sentence)
    {
        var diagnostics = Read(entry, Texts).Diagnostics;

        Assert.True(diagnostics.Any(d => d.Message.Contains(sentence, StringComparison.Ordinal)), string.Join('\n', diagnostics.Select(static d => d.Message)));
    }

    [Fact]
    public void ASemanticCacheWithoutATextHasNoEffect() =>
        Assert.Contains(Read("semantic: { threshold: 0.9 }", "input: { schema: { type: object, properties: { kind: { type: string, enum: [a, b] } } } }\n").Diagnostics, static d => d.Message.StartsWith("'semantic' has no effect", StringComparison.Ordinal));

    private const string Texts = "input: { schema: { type: object, properties: { text: { type: string }, password: { type: string } } }, secret: [/password] }\n";

    private static SkillReadResult Read(string cache, string input = "") =>
        new SkillFileReader().ReadText("a.skill.yaml", Some.Skill("a", rest: $"{input}prompt: Hi\ncache: {{ {cache} }}\n"));
}
