using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>One API and the way to a client for it.</summary>
internal sealed record ProviderCase(string Name, string Provider, string Model, Action<SkillsEngineBuilder, LoopbackProviderServer> Add)
{
    public static readonly IReadOnlyList<ProviderCase> All =
    [
        new("anthropic", "anthropic", "claude-haiku-4-5", static (b, s) => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.AnthropicUrl))),
        new("openai", "openai", "gpt-4.1-mini", static (b, s) => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.OpenAIUrl))),
        new("responses", "openai", "gpt-5-pro", static (b, s) => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.OpenAIUrl))),
        new("google", "google", "gemini-2.5-flash", static (b, s) => b.AddGoogle(o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.GoogleUrl))),
        new("watsonx", "watsonx", "ibm/granite-3-8b-instruct", static (b, s) => b.AddWatsonX(o =>
        {
            (o.ApiKey, o.BaseUrl, o.IamUrl, o.ProjectId) = (Some.Key, s.WatsonXUrl, s.IamUrl, "project-1");
        })),
        new("bedrock", "bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", static (b, s) =>
            b.AddBedrock(o => (o.AccessKeyId, o.SecretAccessKey, o.Region, o.BaseUrl) = ("AKIDEXAMPLE", "aws-secret", "eu-central-1", s.BedrockUrl))),
        new("vertex", "vertex", "gemini-2.5-flash", static (b, s) => b.AddVertex(o => (o.CredentialsJson, o.BaseUrl, o.Region) = (s.ServiceAccountJson, s.VertexUrl, "europe-west4"))),
        new("groq", "groq", "llama-3.3-70b-versatile", static (b, s) => b.AddOpenAICompatible("groq", o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.OpenAIUrl))),
        new("azure", "azure", "gpt-4.1", static (b, s) => b.AddOpenAICompatible("azure", o => (o.ApiKey, o.BaseUrl) = (Some.Key, s.BaseAddress.AbsoluteUri))),
        new("local", "local", "qwen3:8b", static (b, s) => b.AddLocal(o => o.BaseUrl = s.LocalUrl)),
        new("ollama", "local", "qwen3:8b", static (b, s) => b.AddLocal(o => (o.BaseUrl, o.Api) = (s.OllamaUrl, LocalApi.Ollama))),
    ];

    public static TheoryData<string> Names => [.. All.Select(static c => c.Name)];

    public static ProviderCase Of(string name) => All.Single(c => c.Name == name);

    public IModelClient Client(LoopbackProviderServer server, TimeProvider? time = null) => Some.Client(b => Add(b, server), time);

    public ModelRequest Request(string text = "Say hello.") => Some.Request(Some.Model(Model, Provider), text);

    public override string ToString() => Name;
}
