using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Sent requests, compared with bodies written by hand from the vendors' documentation.</summary>
public sealed class RequestTests
{
    private const string Pixel = "iVBORw0KGgo=";

    private static readonly ModelOptions Everything = new()
    {
        Temperature = 0.5,
        TopP = 0.9,
        TopK = 40,
        MaxOutputTokens = 256,
        StopSequences = ["END"],
        Seed = 7,
        FrequencyPenalty = 0.25,
        PresencePenalty = -0.25,
    };

    private static readonly ModelMessage[] Talk =
    [
        new(MessageRole.System, "Be brief.") { CacheBreakpoint = true },
        new(MessageRole.User, "What is this?") { Media = [new($"data:image/png;base64,{Pixel}", "image/png")] },
        new(MessageRole.Assistant, "A pixel."),
        new(MessageRole.User, "Which \"colour\"?"),
    ];

    [Theory]
    [InlineData("anthropic", "/v1/messages", """
        {"model":"claude-haiku-4-5","max_tokens":256,
         "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
         "messages":[
           {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"text","text":"What is this?"}]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "temperature":0.5,"top_k":40,"stop_sequences":["END"],
         "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"colour":{"type":"string","description":"(maxLength: 10)"}},"required":["colour"],"additionalProperties":false}}}}
        """, "top_p;seed;frequency_penalty;presence_penalty")]
    [InlineData("openai", "/v1/chat/completions", """
        {"model":"gpt-4.1-mini","max_completion_tokens":256,
         "messages":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "temperature":0.5,"top_p":0.9,"frequency_penalty":0.25,"presence_penalty":-0.25,"seed":7,"stop":["END"],
         "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"colour":{"type":"string","description":"(maxLength: 10)"}},"required":["colour"],"additionalProperties":false}}}}
        """, "top_k")]
    [InlineData("responses", "/v1/responses", """
        {"model":"gpt-5-pro","max_output_tokens":256,"store":false,
         "input":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"input_text","text":"What is this?"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "temperature":0.5,"top_p":0.9,
         "text":{"format":{"type":"json_schema","name":"answer","strict":true,"schema":{"type":"object","properties":{"colour":{"type":"string","description":"(maxLength: 10)"}},"required":["colour"],"additionalProperties":false}}}}
        """, "top_k;seed;frequency_penalty;presence_penalty;stop_sequences")]
    [InlineData("google", "/v1beta/models/gemini-2.5-flash:generateContent", """
        {"systemInstruction":{"parts":[{"text":"Be brief."}]},
         "contents":[
           {"role":"user","parts":[{"text":"What is this?"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]},
           {"role":"model","parts":[{"text":"A pixel."}]},
           {"role":"user","parts":[{"text":"Which \"colour\"?"}]}],
         "generationConfig":{"maxOutputTokens":256,"temperature":0.5,"topP":0.9,"topK":40,"frequencyPenalty":0.25,"presencePenalty":-0.25,"seed":7,"stopSequences":["END"],
           "responseMimeType":"application/json",
           "responseJsonSchema":{"type":"object","properties":{"colour":{"type":"string","description":"(maxLength: 10)"}},"required":["colour"]}}}
        """, "")]
    [InlineData("watsonx", "/ml/v1/text/chat?version=2024-05-31", """
        {"project_id":"project-1","model_id":"ibm/granite-3-8b-instruct","max_tokens":256,
         "messages":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "temperature":0.5,"top_p":0.9,"frequency_penalty":0.25,"presence_penalty":-0.25,"seed":7,"stop":["END"],
         "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"colour":{"type":"string","maxLength":10}},"required":["colour"]}}}}
        """, "top_k")]
    [InlineData("local", "/v1/chat/completions", """
        {"model":"qwen3:8b","max_tokens":256,
         "messages":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "temperature":0.5,"top_p":0.9,"top_k":40,"frequency_penalty":0.25,"presence_penalty":-0.25,"seed":7,"stop":["END"],
         "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"colour":{"type":"string","maxLength":10}},"required":["colour"]}}}}
        """, "")]
    [InlineData("ollama", "/api/chat", """
        {"model":"qwen3:8b","stream":false,
         "messages":[
           {"role":"system","content":"Be brief."},
           {"role":"user","content":"What is this?","images":["iVBORw0KGgo="]},
           {"role":"assistant","content":"A pixel."},
           {"role":"user","content":"Which \"colour\"?"}],
         "format":{"type":"object","properties":{"colour":{"type":"string","maxLength":10}},"required":["colour"]},
         "options":{"num_predict":256,"temperature":0.5,"top_p":0.9,"top_k":40,"frequency_penalty":0.25,"presence_penalty":-0.25,"seed":7,"stop":["END"]}}
        """, "")]
    public async Task ARequestGoesOutAsTheVendorWantsIt(string name, string target, string body, string notSent)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var request = provider.Request() with
        {
            Messages = Talk,
            Options = Everything,
            Output = new("answer", Some.Json("""{"type":"object","properties":{"colour":{"type":"string","maxLength":10}},"required":["colour"]}""")),
        };

        var reply = await provider.Client(server).InvokeAsync(request, Token);

        var sent = server.Requests.Single(r => r.Api != LoopbackApi.IbmIam);
        Assert.Equal(target, sent.Target);
        Same(body, sent.Json);
        var refused = notSent.Length == 0 ? [] : notSent.Split(';');
        Assert.Equal(refused.Length, reply.Warnings.Count);
        Assert.All(refused, option => Assert.Contains(reply.Warnings, w => w.Contains($"'{option}'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("anthropic", "x-api-key", Some.Key)]
    [InlineData("openai", "Authorization", "Bearer " + Some.Key)]
    [InlineData("google", "x-goog-api-key", Some.Key)]
    [InlineData("watsonx", "Authorization", "Bearer iam-token-1")]
    [InlineData("local", "Authorization", null)]
    public async Task TheKeyGoesInAHeaderAndNowhereElse(string name, string header, string? value)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        await provider.Client(server).InvokeAsync(provider.Request(), Token);

        var sent = server.Requests.Single(r => r.Api != LoopbackApi.IbmIam);
        Assert.Equal(value, sent.Headers.GetValueOrDefault(header));
        Assert.All(server.Requests, r => Assert.DoesNotContain(Some.Key, r.Target, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("local", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("anthropic", """{"stream":true}""")]
    [InlineData("responses", """{"stream":true}""")]
    [InlineData("ollama", """{"stream":true}""")]
    public async Task AStreamIsAskedForWithItsUsage(string name, string members)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        await provider.Client(server).ReadAsync(provider.Request(), Token);
        foreach (var member in Some.Json(members).EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(member.Value, server.Requests[0].Json.GetProperty(member.Name)));
        }
    }

    [Theory]
    [InlineData("google", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("watsonx", "/ml/v1/text/chat_stream?version=2024-05-31")]
    public async Task AStreamHasAnAddressOfItsOwn(string name, string target)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        await provider.Client(server).ReadAsync(provider.Request(), Token);
        Assert.Equal(target, server.Requests[^1].Target);
    }

    [Fact]
    public async Task OptionsOfOneProviderAreMergedOverTheRest()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("google");
        var request = provider.Request() with
        {
            Options = new() { Temperature = 0.1, MaxOutputTokens = 5 },
            ProviderOptions = Some.Json("""{"generationConfig":{"temperature":1,"thinkingConfig":{"thinkingBudget":0}},"safetySettings":[],"stream":true}"""),
        };

        var reply = await provider.Client(server).InvokeAsync(request, Token);

        Same("""
            {"contents":[{"role":"user","parts":[{"text":"Say hello."}]}],
             "generationConfig":{"maxOutputTokens":5,"temperature":1,"thinkingConfig":{"thinkingBudget":0}},"safetySettings":[]}
            """, server.Requests[0].Json);
        Assert.Contains("stream", Assert.Single(reply.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALoneSystemMessageBecomesATurnWhereOneIsNeeded()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        foreach (var name in (string[])["anthropic", "google"])
        {
            var provider = ProviderCase.Of(name);
            await provider.Client(server).InvokeAsync(provider.Request() with { Messages = [new(MessageRole.System, "Tell a joke.")] }, Token);
        }

        Same("""{"model":"claude-haiku-4-5","max_tokens":4096,"messages":[{"role":"user","content":"Tell a joke."}]}""", server.Requests[0].Json);
        Same("""{"contents":[{"role":"user","parts":[{"text":"Tell a joke."}]}],"generationConfig":{}}""", server.Requests[1].Json);
    }

    [Fact]
    public async Task AtMostFourBreakpointsAreSentAndTheyAreTheLast()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("anthropic");
        var messages = Enumerable.Range(0, 6).Select(i => new ModelMessage(MessageRole.User, $"Part {i}") { CacheBreakpoint = true }).ToList();
        await Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl, o.LongPromptCache) = (Some.Key, server.AnthropicUrl, true)))
            .InvokeAsync(provider.Request() with { Messages = messages }, Token);

        var blocks = server.Requests[0].Json.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content")[0]).ToList();
        Assert.Equal([false, false, true, true, true, true], blocks.Select(b => b.TryGetProperty("cache_control", out _)));
        Assert.Equal("1h", blocks[^1].GetProperty("cache_control").GetProperty("ttl").GetString());
    }

    [Theory]
    [InlineData("temperature")]
    [InlineData("seed")]
    [InlineData("stop_sequences")]
    public async Task AReasoningModelIsNotSentWhatItRefuses(string option)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var model = Some.Model("gpt-5", "openai", ModelCapabilities.JsonSchema | ModelCapabilities.Reasoning);
        var request = Some.Request(model) with { Options = Everything };

        var reply = await ProviderCase.Of("openai").Client(server).InvokeAsync(request, Token);

        Same("""{"model":"gpt-5","max_completion_tokens":256,"messages":[{"role":"user","content":"Say hello."}]}""", server.Requests[0].Json);
        Assert.Contains(reply.Warnings, w => w.Contains($"'{option}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOptionThatCannotBeSentMayFailTheCallInstead()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl, o.UnsupportedOptions) = (Some.Key, server.AnthropicUrl, UnsupportedOptionAction.Fail)));
        var request = ProviderCase.Of("anthropic").Request() with { Options = new() { Seed = 1 } };

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(request, Token));

        Assert.Equal(ModelErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("'seed'", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://{0}", "/v1/messages")]
    [InlineData("http://{0}/", "/v1/messages")]
    [InlineData("http://{0}/v1", "/v1/messages")]
    [InlineData("http://{0}/gateway/anthropic?tenant=a", "/gateway/anthropic/v1/messages?tenant=a")]
    public async Task ABaseAddressMayHaveAPathAVersionAndAQuery(string baseUrl, string target)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var url = baseUrl.Replace("{0}", server.BaseAddress.Authority, StringComparison.Ordinal);
        await Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, url))).InvokeAsync(ProviderCase.Of("anthropic").Request(), Token);
        Assert.Equal(target, server.Requests[0].Target);
    }

    [Fact]
    public async Task HeadersOfTheHostReplaceOurs()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        await Some.Client(b => b.AddOpenAI(o =>
        {
            o.BaseUrl = server.OpenAIUrl;
            o.Headers["api-key"] = "azure";
            o.Headers["User-Agent"] = "mine/1";
        })).InvokeAsync(ProviderCase.Of("openai").Request(), Token);

        Assert.Equal("azure", server.Requests[0].Headers["api-key"]);
        Assert.Equal("mine/1", server.Requests[0].Headers["User-Agent"]);
        Assert.False(server.Requests[0].Headers.ContainsKey("Authorization"));
    }

    private static void Same(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(Some.Json(expected), actual), $"expected {expected}\nactual   {actual.GetRawText()}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
