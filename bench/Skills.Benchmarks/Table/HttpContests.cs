using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks.Table;

/// <summary>The same typed call over HTTP, cached and not, by other libraries. The server runs in this process, so its share is in every figure.</summary>
internal sealed class HttpContests : IAsyncDisposable
{
    private const string Model = "gpt-5.6-luna";
    private const string Prompt = "Greet World in one sentence.";

    private static readonly byte[] Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1787313600,"model":"gpt-5.6-luna","choices":[{"index":0,"message":{"role":"assistant","content":"{\"text\":\"Hello, World! Nice to meet you.\"}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":42,"completion_tokens":12,"total_tokens":54}}
        """u8.ToArray();

    private readonly LoopbackProviderServer _server;
    private readonly HttpClient _http = new();
    private readonly SkillExecutionEngine _engine;
    private readonly IChatClient _chat;
    private readonly IChatClient _cached;
    private readonly Kernel _kernel;

    private HttpContests(LoopbackProviderServer server)
    {
        _server = server;
        server.Respond(static _ => new() { Body = Answer });
        _engine = SkillsEngine.Create(builder => builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl, o.Api) = ("any", server.OpenAIUrl, OpenAIApi.ChatCompletions)));
        var client = new OpenAIClient(new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new(server.OpenAIUrl), RetryPolicy = new ClientRetryPolicy(0) });
        _chat = client.GetChatClient(Model).AsIChatClient();
        _cached = client.GetChatClient(Model).AsIChatClient().AsBuilder()
            .UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))
            .Build();
        _kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion(Model, client).Build();
    }

    public static async Task<HttpContests> StartAsync() => new(await LoopbackProviderServer.StartAsync());

    public IEnumerable<Contest> All()
    {
        var skill = Skill.For<Who, Greeting>("Greet", "Greet {{ name }} in one sentence.")
            .With(static s => s with { ModelPreferences = new() { PreferredModels = [Model] } });
        var bypass = new SkillExecutionContext { CacheMode = CacheMode.Bypass };
        yield return Call("bare HttpClient", () => Ours(skill, bypass), () => Wait(BareAsync()));
        yield return Call("Microsoft.Extensions.AI", () => Ours(skill, bypass), () => Wait(_chat.GetResponseAsync<Greeting>(Prompt)));
        yield return Call("Semantic Kernel", () => Ours(skill, bypass), () => Wait(KernelAsync()));
        yield return Contest.Of("typed call, cached", () => Ours(skill, null), "Microsoft.Extensions.AI", () => Wait(_cached.GetResponseAsync<Greeting>(Prompt)));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _chat.Dispose();
        _cached.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    // Another thread goes on with the answer, so the bytes of this one say nothing.
    private static Contest Call(string yardstick, Action ours, Action theirs)
    {
        var contest = Contest.Of("typed call over HTTP", ours, yardstick, theirs);
        return contest with { Ours = () => contest.Ours() with { Bytes = -1 } };
    }

    private void Ours(Skill<Who, Greeting> skill, SkillExecutionContext? context)
    {
        _ = _engine.ExecuteAsync(skill, new("World"), context).GetAwaiter().GetResult().Value.Text;
        _server.Forget();
    }

    private void Wait(Task call)
    {
        call.GetAwaiter().GetResult();
        _server.Forget();
    }

    private async Task BareAsync()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = Model, messages = new[] { new { role = "user", content = Prompt } } });
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await _http.PostAsync(new Uri(_server.OpenAIUrl + "/chat/completions"), content);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        _ = Read(document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    private async Task KernelAsync()
    {
        var settings = new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Greeting) };
        var reply = await _kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(Prompt, settings, _kernel);
        _ = Read(reply.Content);
    }

    private static string Read(string? json) => JsonSerializer.Deserialize<Greeting>(json!, JsonSerializerOptions.Web)!.Text;

    private sealed record Who(string Name);

    private sealed record Greeting(string Text);
}
