using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>Citations, web search results and token probabilities in each vendor's form, whole and streamed.</summary>
public sealed class ReplyPartsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>API, whether it is a stream, the body, and how the parts read.</summary>
    public static TheoryData<string, bool, string, string> Cases => new()
    {
        {
            "openai", false,
            """{"choices":[{"message":{"content":"Ulm is wet.","annotations":[{"type":"url_citation","url_citation":{"url":"https://w.example/ulm","title":"Ulm","start_index":0,"end_index":3}}]},"logprobs":{"content":[{"token":"Ulm","logprob":-0.25,"top_logprobs":[{"token":"Ulm","logprob":-0.25},{"token":"Bonn","logprob":-2}]}]},"finish_reason":"stop"}]}""",
            "cited https://w.example/ulm 'Ulm' 0-3 | token Ulm -0.25 [Ulm Bonn]"
        },
        {
            "openai", true,
            """
            data: {"choices":[{"delta":{"content":"Ulm "},"logprobs":{"content":[{"token":"Ulm ","logprob":-0.5,"top_logprobs":[]}]}}]}

            data: {"choices":[{"delta":{"content":"is wet."},"logprobs":{"content":[{"token":"is wet.","logprob":-1}]}}]}

            data: {"choices":[{"delta":{"annotations":[{"type":"url_citation","url_citation":{"url":"https://w.example/ulm","title":"Ulm","start_index":0,"end_index":3}}]},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "cited https://w.example/ulm 'Ulm' 0-3 | token Ulm  -0.5 [] | token is wet. -1 []"
        },
        {
            "xai", true,
            """
            data: {"citations":["https://a.example"],"choices":[{"delta":{"content":"Ulm "}}]}

            data: {"citations":["https://a.example","https://b.example"],"search_results":[{"title":"B","url":"https://b.example","date":"2026-01-02"}],"choices":[{"delta":{"content":"is wet."},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "cited https://a.example '' - | cited https://b.example '' - | found https://b.example 'B' 2026-01-02"
        },
        {
            "responses", false, $$"""{"status":"completed","output":[{{SearchItem}},{{MessageItem}}]}""",
            "cited https://w.example/ulm 'Ulm' 0-3 | cited  'a.pdf' - | found https://w.example/ulm '' | token Ulm -0.25 [Bonn]"
        },
        {
            "responses", true,
            $$"""
            data: {"type":"response.output_text.delta","delta":"Ulm is wet."}

            data: {"type":"response.output_item.done","item":{{SearchItem}}}

            data: {"type":"response.completed","response":{"status":"completed","output":[{{SearchItem}},{{MessageItem}}]} }


            """,
            "cited https://w.example/ulm 'Ulm' 0-3 | cited  'a.pdf' - | found https://w.example/ulm '' | token Ulm -0.25 [Bonn]"
        },
        {
            "anthropic", false,
            """{"content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"ulm"}},{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"https://w.example/ulm","title":"Ulm","page_age":"2 days ago","encrypted_content":"x"}]},{"type":"text","text":"So: "},{"type":"text","text":"Ulm is wet.","citations":[{"type":"web_search_result_location","url":"https://w.example/ulm","title":"Ulm","cited_text":"It rains."},{"type":"page_location","document_index":1,"document_title":"Report","cited_text":"Rain.","start_page_number":3,"end_page_number":4}]}],"stop_reason":"end_turn"}""",
            "cited https://w.example/ulm 'Ulm' 4-15 \"It rains.\" | cited  'Report' 4-15 \"Rain.\" d1 p3 | found https://w.example/ulm 'Ulm' 2 days ago"
        },
        {
            "anthropic", true,
            """
            data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"https://w.example/ulm","title":"Ulm","page_age":"2 days ago"}]}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"So: "}}

            data: {"type":"content_block_stop","index":1}

            data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}

            data: {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"page_location","document_index":1,"document_title":"Report","cited_text":"Rain.","start_page_number":3}}}

            data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Ulm is wet."}}

            data: {"type":"content_block_stop","index":2}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            data: {"type":"message_stop"}


            """,
            "cited  'Report' 4-15 \"Rain.\" d1 p3 | found https://w.example/ulm 'Ulm' 2 days ago"
        },
        {
            "google", false, $$"""{"candidates":[{"content":{"parts":[{"text":"Größe ist 3."}]},"finishReason":"STOP",{{Grounding}}] }""",
            "cited https://w.example/ulm 'Ulm' 6-11 | found https://w.example/ulm 'Ulm' | token Gr -0.5 [Gr Kl]"
        },
        {
            "google", true,
            $$"""
            data: {"candidates":[{"content":{"parts":[{"text":"Größe "}]} }]}

            data: {"candidates":[{"content":{"parts":[{"text":"ist 3."}]},"finishReason":"STOP",{{Grounding}}]}


            """,
            "cited https://w.example/ulm 'Ulm' 6-11 | found https://w.example/ulm 'Ulm' | token Gr -0.5 [Gr Kl]"
        },
        {
            "bedrock", false,
            """{"output":{"message":{"content":[{"text":"So: "},{"citationsContent":{"content":[{"text":"Ulm is wet."}],"citations":[{"title":"Report","sourceContent":[{"text":"Rain."}],"location":{"documentPage":{"documentIndex":1,"start":3,"end":4}}},{"title":"Ulm","location":{"web":{"url":"https://w.example/ulm"}}}]}}]}},"stopReason":"end_turn"}""",
            "cited  'Report' 4-15 \"Rain.\" d1 p3 | cited https://w.example/ulm 'Ulm' 4-15"
        },
        {
            "ollama", true,
            """
            {"message":{"content":"Ulm"},"logprobs":[{"token":"Ulm","logprob":-0.25,"top_logprobs":[{"token":"Bonn","logprob":-2}]}],"done":false}
            {"message":{"content":"."},"logprobs":[{"token":".","logprob":0}],"done":true,"done_reason":"stop"}

            """,
            "token Ulm -0.25 [Bonn] | token . 0 []"
        },
    };

    private static string SearchItem => """{"type":"web_search_call","id":"w","status":"completed","action":{"type":"search","query":"ulm","sources":[{"type":"url","url":"https://w.example/ulm"}]}}""";

    private static string MessageItem => """{"type":"message","content":[{"type":"output_text","text":"Ulm is wet.","annotations":[{"type":"url_citation","start_index":0,"end_index":3,"url":"https://w.example/ulm","title":"Ulm"},{"type":"file_citation","file_id":"file-1","filename":"a.pdf","index":4}],"logprobs":[{"token":"Ulm","logprob":-0.25,"top_logprobs":[{"token":"Bonn","logprob":-2}]}]}]}""";

    // Bytes 8 to 13 are characters 6 to 11, since ö and ß take two.
    private static string Grounding => """ "groundingMetadata":{"webSearchQueries":["ulm"],"groundingChunks":[{"web":{"uri":"https://w.example/ulm","title":"Ulm"}}],"groundingSupports":[{"segment":{"startIndex":8,"endIndex":13,"text":"ist 3"},"groundingChunkIndices":[0,7,-1]}]},"logprobsResult":{"chosenCandidates":[{"token":"Gr","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"Gr","logProbability":-0.5},{"token":"Kl","logProbability":-1}]}]}}""";

    [Theory, MemberData(nameof(Cases))]
    public async Task PartsAreReadInTheVendorsForm(string api, bool stream, string body, string expected)
    {
        using var served = new ServedBody { Body = Encoding.UTF8.GetBytes(body), MediaType = !stream ? "application/json" : api == "ollama" ? "application/x-ndjson" : "text/event-stream", PieceSize = 11 };
        var reply = await ReadAsync(api, served, stream);

        Assert.Equal(expected, Describe(reply));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task PartsThatAreBrokenAreLeftOut(string api, bool stream, string body, string expected)
    {
        Assert.NotEmpty(expected);
        string[] names = ["\"url\"", "\"token\"", "\"uri\"", "\"logprob\"", "\"cited_text\"", "\"start_index\"", "\"citations\"", "\"segment\"", "\"sources\"", "\"groundingChunkIndices\""];
        foreach (var name in names)
        {
            using var served = new ServedBody { Body = Encoding.UTF8.GetBytes(body.Replace(name + ":", name + ":[{\"x\":1e400}],\"y\":", StringComparison.Ordinal)), MediaType = !stream ? "application/json" : api == "ollama" ? "application/x-ndjson" : "text/event-stream" };
            var reply = await ReadAsync(api, served, stream);

            Assert.NotEmpty(reply.Text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnnotationsOfAChatClientAreRead(bool stream)
    {
        AIContent[] contents =
        [
            new TextContent("So: "),
            new TextContent("Ulm is wet.")
            {
                Annotations =
                [
                    new CitationAnnotation { Url = new("https://w.example/ulm"), Title = "Ulm", Snippet = "Rain.", AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 0, EndIndex = 3 }] },
                    new CitationAnnotation { FileId = "file-1" },
                ],
            },
        ];
        var client = Some.Client(b => b.AddChatClient("mine", new Answering(contents), Some.Model("m", "mine")));

        var reply = stream ? (await client.ReadAsync(Some.Request(Some.Model("m", "mine")), Token)).Reply : await client.InvokeAsync(Some.Request(Some.Model("m", "mine")), Token);

        Assert.Equal("cited https://w.example/ulm/ 'Ulm' 4-7 \"Rain.\" | cited  '' 4-15".Replace("ulm/", "ulm", StringComparison.Ordinal), Describe(reply));
    }

    [Theory]
    [InlineData("openai", """{"logprobs":true,"top_logprobs":3}""")]
    [InlineData("groq", """{"logprobs":true,"top_logprobs":3}""")]
    [InlineData("ollama", """{"logprobs":true,"top_logprobs":3}""")]
    [InlineData("responses", """{"top_logprobs":3,"include":["message.output_text.logprobs"]}""")]
    [InlineData("google", """{"generationConfig":{"responseLogprobs":true,"logprobs":3}}""")]
    public async Task ProbabilitiesAreAskedForInTheVendorsForm(string api, string part)
    {
        var sent = await SentAsync(api, new() { LogProbabilities = 3 });
        foreach (var member in Some.Json(part).EnumerateObject())
        {
            Assert.Equal(member.Value.GetRawText(), sent.Sent.GetProperty(member.Name).GetRawText());
        }
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("bedrock")]
    public async Task AProviderWithoutProbabilitiesGivesAWarning(string api) =>
        Assert.Contains((await SentAsync(api, new() { LogProbabilities = 0 })).Reply.Warnings, static w => w.Contains("'logprobs'", StringComparison.Ordinal));

    [Theory]
    [InlineData("anthropic", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"a.pdf","citations":{"enabled":true}}""")]
    [InlineData("bedrock", """{"document":{"format":"pdf","name":"a-pdf","citations":{"enabled":true},"source":{"bytes":"AAAA"}}}""")]
    public async Task CitationsOfDocumentsAreAskedFor(string api, string part) =>
        Assert.Equal(part, (await SentAsync(api, new() { Citations = true })).Sent.GetProperty("messages")[0].GetProperty("content")[0].GetRawText());

    private static async Task<(System.Text.Json.JsonElement Sent, ModelReply Reply)> SentAsync(string api, ModelOptions options)
    {
        await using var server = await Testing.LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(api);
        var model = Some.Model(provider.Model, provider.Provider) with { Capabilities = (ModelCapabilities)4095 };
        var media = options.Citations ? new ModelMedia[] { new("data:application/pdf;base64,AAAA", "application/pdf") { Name = "a.pdf" } } : [];
        var reply = await provider.Client(server).InvokeAsync(new() { Model = model, Messages = [new(MessageRole.User, "Hi") { Media = media }], Options = options }, Token);
        return (server.Requests[^1].Json, reply);
    }

    private static async Task<ModelReply> ReadAsync(string api, ServedBody served, bool stream)
    {
        var provider = api switch { "responses" => "openai", "ollama" => "local", _ => api };
        var client = Some.Client(b =>
        {
            switch (api)
            {
                case "openai" or "responses": b.AddOpenAI(o => (o.ApiKey, o.Api) = (Some.Key, api == "responses" ? OpenAIApi.Responses : OpenAIApi.ChatCompletions)); break;
                case "anthropic": b.AddAnthropic(static o => o.ApiKey = Some.Key); break;
                case "google": b.AddGoogle(static o => o.ApiKey = Some.Key); break;
                case "bedrock": b.AddBedrock(static o => o.ApiKey = Some.Key); break;
                case "ollama": b.AddLocal(static o => o.Api = LocalApi.Ollama); break;
                default: b.AddOpenAICompatible(api, static o => o.ApiKey = Some.Key); break;
            }

            b.Services.AddHttpClient("Skills.Engine." + provider).ConfigurePrimaryHttpMessageHandler(() => served);
        });
        var request = Some.Request(Some.Model("m", provider));
        return stream ? (await client.ReadAsync(request, Token)).Reply : await client.InvokeAsync(request, Token);
    }

    private static string Describe(ModelReply reply) => string.Join(" | ",
    [
        .. reply.Citations.Select(static c => FormattableString.Invariant($"cited {c.Url} '{c.Title}' {c.Start}-{c.End}{(c.Text is null ? "" : $" \"{c.Text}\"")}{(c.Document is null ? "" : $" d{c.Document}")}{(c.Page is null ? "" : $" p{c.Page}")}")),
        .. reply.SearchResults.Select(static r => $"found {r.Url} '{r.Title}'{(r.Age is null ? "" : " " + r.Age)}"),
        .. reply.TokenProbabilities.Select(static t => FormattableString.Invariant($"token {t.Token} {t.LogProbability} [{string.Join(' ', t.Alternatives.Select(static a => a.Token))}]")),
    ]);

    private sealed class Answering(AIContent[] contents) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, contents)) { FinishReason = ChatFinishReason.Stop });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            foreach (var content in contents)
            {
                yield return new(ChatRole.Assistant, [content]);
            }

            yield return new() { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
