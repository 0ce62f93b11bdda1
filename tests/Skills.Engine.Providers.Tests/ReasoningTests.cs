using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The one setting for reasoning in each vendor's form, with the vendor's own constraints.</summary>
public sealed class ReasoningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("anthropic", "claude-haiku-4-5", "thinking", """{"type":"enabled","budget_tokens":8192}""")]
    [InlineData("openai", "gpt-5-mini", "reasoning_effort", "\"medium\"")]
    [InlineData("responses", "gpt-5-pro", "reasoning", """{"effort":"medium","summary":"auto"}""")]
    [InlineData("groq", "openai/gpt-oss-120b", "reasoning_effort", "\"medium\"")]
    [InlineData("watsonx", "openai/gpt-oss-120b", "reasoning_effort", "\"medium\"")]
    [InlineData("ollama", "qwen3:8b", "think", "true")]
    [InlineData("bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "additionalModelRequestFields", """{"thinking":{"type":"enabled","budget_tokens":8192}}""")]
    public async Task ReasoningIsAskedForInTheVendorsForm(string name, string model, string member, string value)
    {
        var (request, _) = await AskAsync(name, model, (ModelCapabilities)2047);

        Assert.Equal(value, request.Json.GetProperty(member).GetRawText());
    }

    [Theory]
    [InlineData("google")]
    [InlineData("vertex")]
    public async Task GoogleTakesABudgetAndShowsThoughts(string name)
    {
        var (request, _) = await AskAsync(name, "gemini-2.5-flash", (ModelCapabilities)2047);

        Assert.Equal("""{"thinkingBudget":8192,"includeThoughts":true}""", request.Json.GetProperty("generationConfig").GetProperty("thinkingConfig").GetRawText());
    }

    [Fact]
    public async Task ANewerModelOfAnthropicTakesAnEffort()
    {
        var (request, _) = await AskAsync("anthropic", "claude-opus-5", (ModelCapabilities)2047 & ~ModelCapabilities.Sampling);

        Assert.Equal("""{"type":"adaptive"}""", request.Json.GetProperty("thinking").GetRawText());
        Assert.Equal("medium", request.Json.GetProperty("output_config").GetProperty("effort").GetString());
    }

    [Theory]
    [InlineData("anthropic", "claude-haiku-4-5", "max_tokens")]
    [InlineData("bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "")]
    public async Task TheOutputLimitIsRaisedAndTheTemperatureIsDropped(string name, string model, string limit)
    {
        var (request, result) = await AskAsync(name, model, (ModelCapabilities)2047);

        var json = request.Json;
        Assert.Equal(8692, limit.Length > 0 ? json.GetProperty(limit).GetInt32() : json.GetProperty("inferenceConfig").GetProperty("maxTokens").GetInt32());
        Assert.DoesNotContain("temperature", json.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(result.Warnings, static w => w.Contains("temperature", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anthropic", "claude-haiku-4-5")]
    [InlineData("openai", "gpt-4.1-mini")]
    [InlineData("google", "gemini-2.5-flash")]
    public async Task AModelThatDoesNotReasonIsAskedWithoutAndSaysSo(string name, string model)
    {
        var (request, result) = await AskAsync(name, model, (ModelCapabilities)2047 & ~ModelCapabilities.Reasoning);

        Assert.DoesNotContain("hinking", request.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("reasoning", request.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(result.Warnings, static w => w.Contains("reasoning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "I think.")]
    [InlineData(false, null)]
    public async Task TheReasoningIsOnTheResultByOptIn(bool include, string? text)
    {
        var (_, result) = await AskAsync("anthropic", "claude-haiku-4-5", (ModelCapabilities)2047, include);

        Assert.Equal(text, result.ReasoningText);
        Assert.Equal(30, result.Usage!.Reasoning);
    }

    [Fact]
    public async Task AShortReplyOfAnthropicLeavesNoRoomForThinking()
    {
        var (request, result) = await AskAsync("anthropic", "claude-haiku-4-5", (ModelCapabilities)2047, most: 1500);

        Assert.False(request.Json.TryGetProperty("thinking", out _));
        Assert.Contains(result.Warnings, static w => w.Contains("no room", StringComparison.Ordinal));
    }

    private static async Task<(RecordedRequest Request, SkillResult Result)> AskAsync(string name, string model, ModelCapabilities capabilities, bool include = true, int most = 64_000)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(static _ => LoopbackReply.Of("Hello.") with { Reasoning = "I think.", Usage = new() { InputUncached = 12, OutputVisible = 7, Reasoning = 30 } });
        var provider = ProviderCase.Of(name);
        await using var engine = SkillsEngine.Create(b =>
        {
            provider.Add(b, server);
            b.AddModels(Some.Model(model, provider.Provider, capabilities) with { MaxOutputTokens = most });
        });
        var skill = new Skill
        {
            Id = "think",
            Name = "Think",
            PromptTemplate = "Say hello.",
            Output = new() { Format = OutputFormat.Text },
            ModelPreferences = new() { Temperature = 0.3, MaxOutputTokens = 500, Reasoning = new() { Effort = ModelReasoningEffort.Medium, IncludeText = include } },
        };

        var result = await engine.ExecuteAsync(skill, context: new() { Model = $"{provider.Provider}/{model}" }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        return (server.Requests[^1], result);
    }
}
