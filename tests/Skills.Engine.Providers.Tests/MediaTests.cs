using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Images, documents and recordings in each vendor's form, and the models that may get them.</summary>
public sealed class MediaTests
{
    private const string Png = "data:image/png;base64,AAAA";
    private const string Pdf = "data:application/pdf;base64,AAAA";
    private const string Wav = "data:audio/wav;base64,AAAA";
    private const string PictureUrl = "https://example.com/a.png";
    private const string PdfUrl = "https://example.com/a.pdf";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("anthropic", PictureUrl, "image/png", """{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}""")]
    [InlineData("anthropic", Pdf, "application/pdf", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}}""")]
    [InlineData("anthropic", PdfUrl, "application/pdf", """{"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"}}""")]
    [InlineData("google", PictureUrl, "image/png", """{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}}""")]
    [InlineData("google", Pdf, "application/pdf", """{"inlineData":{"mimeType":"application/pdf","data":"AAAA"}}""")]
    [InlineData("google", Wav, "audio/wav", """{"inlineData":{"mimeType":"audio/wav","data":"AAAA"}}""")]
    [InlineData("vertex", Wav, "audio/wav", """{"inlineData":{"mimeType":"audio/wav","data":"AAAA"}}""")]
    [InlineData("openai", PictureUrl, "image/png", """{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}""")]
    [InlineData("openai", Pdf, "application/pdf", """{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,AAAA"}}""")]
    [InlineData("openai", Wav, "audio/wav", """{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}""")]
    [InlineData("openai", "data:audio/mpeg;base64,AAAA", "audio/mpeg", """{"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}""")]
    [InlineData("watsonx", Png, "image/png", """{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""")]
    [InlineData("responses", Png, "image/png", """{"type":"input_image","image_url":"data:image/png;base64,AAAA"}""")]
    [InlineData("responses", Pdf, "application/pdf", """{"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,AAAA"}""")]
    [InlineData("responses", PdfUrl, "application/pdf", """{"type":"input_file","file_url":"https://example.com/a.pdf"}""")]
    [InlineData("bedrock", "data:image/jpg;base64,AAAA", "image/jpg", """{"image":{"format":"jpeg","source":{"bytes":"AAAA"}}}""")]
    [InlineData("bedrock", Pdf, "application/pdf", """{"document":{"format":"pdf","name":"document","source":{"bytes":"AAAA"}}}""")]
    [InlineData("mistral", PdfUrl, "application/pdf", """{"type":"document_url","document_url":"https://example.com/a.pdf"}""")]
    [InlineData("openrouter", PdfUrl, "application/pdf", """{"type":"file","file":{"filename":"document.pdf","file_data":"https://example.com/a.pdf"}}""")]
    public async Task MediaGoByAddressOrByValue(string name, string url, string type, string part) =>
        Same($"[{part}]", Parts(name, await SentAsync(name, new ModelMedia(url, type))));

    [Theory]
    [InlineData("anthropic", "anthropic", "file_1", "application/pdf", """{"type":"document","source":{"type":"file","file_id":"file_1"}}""")]
    [InlineData("anthropic", "anthropic", "file_1", "image/png", """{"type":"image","source":{"type":"file","file_id":"file_1"}}""")]
    [InlineData("openai", "openai", "file-1", "application/pdf", """{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData("responses", "openai", "file-1", "application/pdf", """{"type":"input_file","file_id":"file-1"}""")]
    [InlineData("responses", "OpenAI", "file-1", "image/png", """{"type":"input_image","file_id":"file-1"}""")]
    [InlineData("google", "google", "https://generativelanguage.googleapis.com/v1beta/files/a", "audio/mp3", """{"fileData":{"mimeType":"audio/mp3","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/a"}}""")]
    [InlineData("vertex", "vertex", "gs://bucket/a.pdf", "application/pdf", """{"fileData":{"mimeType":"application/pdf","fileUri":"gs://bucket/a.pdf"}}""")]
    [InlineData("bedrock", "bedrock", "s3://bucket/a.png", "image/png", """{"image":{"format":"png","source":{"s3Location":{"uri":"s3://bucket/a.png"}}}}""")]
    public async Task AStoredFileGoesByItsId(string name, string provider, string id, string type, string part)
    {
        var sent = await SentAsync(name, ModelMedia.FromFile(provider, id, type));

        Same($"[{part}]", Parts(name, sent));
        Assert.Equal(name == "anthropic" ? "files-api-2025-04-14" : null, sent.Headers.GetValueOrDefault("anthropic-beta"));
    }

    [Theory]
    [InlineData("openai", PdfUrl, "application/pdf")]
    [InlineData("openai", "https://example.com/a.mp3", "audio/mpeg")]
    [InlineData("responses", Wav, "audio/wav")]
    [InlineData("anthropic", Wav, "audio/wav")]
    [InlineData("bedrock", PictureUrl, "image/png")]
    [InlineData("ollama", PictureUrl, "image/png")]
    [InlineData("ollama", Pdf, "application/pdf")]
    [InlineData("google", "data:application/zip;base64,AAAA", "application/zip")]
    [InlineData("google", "file:///etc/passwd", "image/png")]
    [InlineData("openai", "data:image/png,notbase64", "image/png")]
    public async Task MediaTheApiDoesNotTakeFailBeforeAnythingIsSent(string name, string url, string type)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(RequestOf(provider, new ModelMedia(url, type)), Token));

        Assert.Equal((ModelErrorKind.InvalidRequest, "media"), (error.Kind, error.ProviderParameter));
        Assert.DoesNotContain("AAAA", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task DocumentsOfOneRequestHaveDifferentNamesAtBedrock()
    {
        var sent = await SentAsync("bedrock", new ModelMedia(Pdf, "application/pdf") { Name = "my report (1).pdf" }, new(Pdf, "application/pdf") { Name = "my report (1).pdf" });

        Assert.Equal(["my-report--1--pdf", "my-report--1--pdf-2"], Parts("bedrock", sent).EnumerateArray().Select(static p => p.GetProperty("document").GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("image/png", Png, "sees")]
    [InlineData("application/pdf", Pdf, "reads")]
    [InlineData("audio/wav", Wav, "hears")]
    public async Task OnlyAModelThatCanReadTheTypeIsAsked(string type, string url, string answers)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Of("seen"));
        await using var engine = Engine(server, ("plain", "openai", 0), ("sees", "openai", ModelCapabilities.Vision), ("reads", "openai", ModelCapabilities.Documents), ("hears", "openai", ModelCapabilities.Audio));

        var result = await engine.ExecuteAsync(Skill, new { media = new ModelMedia(url, type) }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(answers, result.ModelId);
    }

    [Fact]
    public async Task AModelWhoseApiTakesNoUrlsHandsOverToOneThatDoes()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Of("seen"));
        await using var engine = Engine(server, ("a", "openai", ModelCapabilities.Documents), ("b", "anthropic", ModelCapabilities.Documents));
        var skill = Skill with { ModelPreferences = new() { PreferredModels = ["a", "b"] } };

        var result = await engine.ExecuteAsync(skill, new { media = PdfUrl }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("b", result.ModelId);
        Assert.Equal([("a", ModelErrorKind.InvalidRequest), ("b", null)], result.Attempts.Select(static a => (a.ModelId, a.Error)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AFileIsOnlyForModelsOfItsProvider()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(LoopbackReply.Of("seen"));
        await using var engine = Engine(server, ("a", "openai", ModelCapabilities.Documents), ("b", "anthropic", ModelCapabilities.Documents));
        var skill = Skill with { ModelPreferences = new() { PreferredModels = ["a"] } };

        var result = await engine.ExecuteAsync(skill, new { media = ModelMedia.FromFile("anthropic", "file_1", "application/pdf") }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("b", result.ModelId);
        Assert.Contains("the prompt has a file of anthropic", result.Routing!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAModelThatCanReadItTheResultSaysSo()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        await using var engine = Engine(server, ("plain", "openai", 0));

        var result = await engine.ExecuteAsync(Skill, new { media = Wav }, new() { Model = "plain" }, Token);

        Assert.Equal("model.none_available", result.Errors[0].Code);
        Assert.Contains("Audio", result.Errors[0].Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static Skill Skill { get; } = new()
    {
        Id = "look",
        Name = "Look",
        Messages = [new() { Parts = [new() { Text = "What is this?" }, new() { MediaInput = "media" }] }],
        Output = new() { Format = OutputFormat.Text },
    };

    private static SkillExecutionEngine Engine(LoopbackProviderServer server, params (string Id, string Provider, ModelCapabilities Can)[] models) => SkillsEngine.Create(b =>
    {
        b.Services.Configure<SkillsEngineOptions>(static o => o.Catalog.Embedded = false);
        b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.OpenAIUrl)).AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.AnthropicUrl));
        b.AddModels([.. models.Select(static m => new ModelDefinition { Id = m.Id, Provider = m.Provider, Capabilities = ModelCapabilities.SystemPrompt | m.Can, ContextWindow = 200_000 })]);
    });

    private static ModelRequest RequestOf(ProviderCase provider, params ModelMedia[] media) => provider.Request() with { Messages = [new(MessageRole.User, "") { Media = media }] };

    private static async Task<RecordedRequest> SentAsync(string name, params ModelMedia[] media)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = name is "mistral" or "openrouter"
            ? new ProviderCase(name, name, "m", (b, s) => b.AddOpenAICompatible(name, o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.OpenAIUrl)))
            : ProviderCase.Of(name);
        await provider.Client(server).InvokeAsync(RequestOf(provider, media), Token);
        return server.Requests[^1];
    }

    private static JsonElement Parts(string name, RecordedRequest sent) => name switch
    {
        "google" or "vertex" => sent.Json.GetProperty("contents")[0].GetProperty("parts"),
        "responses" => sent.Json.GetProperty("input")[0].GetProperty("content"),
        _ => sent.Json.GetProperty("messages")[0].GetProperty("content"),
    };

    private static void Same(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(Some.Json(expected), actual), actual.GetRawText());
}
