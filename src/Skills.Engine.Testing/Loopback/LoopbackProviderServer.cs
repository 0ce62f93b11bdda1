using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing.Loopback;

namespace Skills.Engine.Testing;

/// <summary>
/// A model provider on 127.0.0.1 that speaks the real APIs: real sockets, real HTTP, scripted answers and faults, and a record of
/// what it was asked. For tests of skills and of hosts, without network and without cost. Thread-safe.
/// </summary>
public sealed class LoopbackProviderServer : IAsyncDisposable
{
    private static readonly Dictionary<LoopbackApi, ILoopbackWire> Wires = new()
    {
        [LoopbackApi.Anthropic] = new AnthropicLoopback(),
        [LoopbackApi.ChatCompletions] = new ChatLoopback(),
        [LoopbackApi.Responses] = new ResponsesLoopback(),
        [LoopbackApi.Google] = new GoogleLoopback(),
        [LoopbackApi.WatsonX] = new WatsonXLoopback(),
        [LoopbackApi.Ollama] = new OllamaLoopback(),
        [LoopbackApi.Bedrock] = new BedrockLoopback(),
        [LoopbackApi.Vertex] = new GoogleLoopback(),
    };

    private readonly IamLoopback _iam = new();
    private readonly GoogleTokenLoopback _google = new();
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<LoopbackReply> _script = new();
    private Func<RecordedRequest, LoopbackReply> _otherwise = static _ => new();
    private TokenBucket? _bucket;
    private int _ids;
    private int _active;
    private int _open;
    private int _accepted;

    private LoopbackProviderServer(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    /// <summary>The server's root, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>For <c>AnthropicOptions.BaseUrl</c>.</summary>
    public string AnthropicUrl => Root;

    /// <summary>For <c>OpenAIOptions.BaseUrl</c>.</summary>
    public string OpenAIUrl => Root + "/v1";

    /// <summary>For <c>LocalOptions.BaseUrl</c>, as a server that speaks chat completions.</summary>
    public string LocalUrl => Root + "/v1";

    /// <summary>For <c>GoogleOptions.BaseUrl</c>.</summary>
    public string GoogleUrl => Root;

    /// <summary>For <c>WatsonXOptions.BaseUrl</c>.</summary>
    public string WatsonXUrl => Root;

    /// <summary>For <c>WatsonXOptions.IamUrl</c>.</summary>
    public string IamUrl => Root + "/identity/token";

    /// <summary>For <c>LocalOptions.BaseUrl</c>, with <c>LocalApi.Ollama</c>.</summary>
    public string OllamaUrl => Root;

    /// <summary>For <c>BedrockOptions.BaseUrl</c>.</summary>
    public string BedrockUrl => Root;

    /// <summary>For <c>VertexOptions.BaseUrl</c> and <c>VertexOptions.MetadataUrl</c>.</summary>
    public string VertexUrl => Root;

    /// <summary>For <c>VertexOptions.CredentialsJson</c>: a service account whose tokens this server gives, after it checked the signature.</summary>
    public string ServiceAccountJson => _google.Json(GoogleTokenUrl);

    /// <summary>The secret with which calls of Bedrock must be signed; null accepts any.</summary>
    public string? AwsSecret { get; set; }

    /// <summary>How long the tokens for Vertex AI say they live. Default one hour.</summary>
    public TimeSpan GoogleTokenLife
    {
        get => _google.Life;
        set => _google.Life = value;
    }

    /// <summary>Tokens for Vertex AI handed out so far.</summary>
    public int GoogleTokensIssued => _google.Issued;

    /// <summary>The batches of OpenAI, Anthropic and Google. Their items are answered by <see cref="Respond"/> when the batch ends.</summary>
    public LoopbackBatches Batches { get; } = new();

    /// <summary>Names of models listed under <c>/v1/models</c> and <c>/api/tags</c>; none answers 404. Such requests are not among <see cref="Requests"/>.</summary>
    public IList<string> Models { get; } = [];

    /// <summary>The only key that is accepted, in whichever header the API has it; null accepts any.</summary>
    public string? AcceptedKey { get; set; }

    /// <summary>How long the IAM tokens it hands out say they live. Default one hour.</summary>
    public TimeSpan IamTokenLife
    {
        get => _iam.Life;
        set => _iam.Life = value;
    }

    /// <summary>IAM tokens handed out so far.</summary>
    public int IamTokensIssued => _iam.Issued;

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Requests being answered right now.</summary>
    public int ActiveRequests => Volatile.Read(ref _active);

    /// <summary>Connections open right now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Connections accepted since the start.</summary>
    public int AcceptedConnections => Volatile.Read(ref _accepted);

    private string GoogleTokenUrl => Root + "/oauth2/token";

    private string Root => BaseAddress.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="time">The clock of its delays; null for the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LoopbackProviderServer> StartAsync(TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        LoopbackProviderServer? server = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection => server!.CountAsync(next, connection)));
        });
        var app = builder.Build();
        server = new(app, time ?? TimeProvider.System);
        app.Run(server.AnswerAsync);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.BaseAddress = new(addresses.First());
        return server;
    }

    /// <summary>Answers every request that has nothing queued with this text.</summary>
    public LoopbackProviderServer Reply(string text) => Respond(_ => LoopbackReply.Of(text));

    /// <summary>Answers every request that has nothing queued by this function.</summary>
    public LoopbackProviderServer Respond(Func<RecordedRequest, LoopbackReply> respond)
    {
        ArgumentNullException.ThrowIfNull(respond);

        Volatile.Write(ref _otherwise, respond);
        return this;
    }

    /// <summary>Queues answers, each for one request.</summary>
    public LoopbackProviderServer Enqueue(params LoopbackReply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);

        foreach (var reply in replies)
        {
            _script.Enqueue(reply);
        }

        return this;
    }

    /// <summary>Queues plain answers, each for one request.</summary>
    public LoopbackProviderServer Enqueue(params string[] texts) => Enqueue([.. texts.Select(LoopbackReply.Of)]);

    /// <summary>Refuses every IAM token handed out so far as expired.</summary>
    public void ExpireIamTokens() => _iam.Expire();

    /// <summary>Refuses every token for Vertex AI handed out so far as expired.</summary>
    public void ExpireGoogleTokens() => _google.Expire();

    /// <summary>Grants so many calls per time, refilled steadily, says so in the API's own headers, and answers 429 beyond.</summary>
    /// <param name="calls">At least one.</param>
    /// <param name="per">More than zero.</param>
    public void Limit(int calls, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);

        Volatile.Write(ref _bucket, new(calls, per, _time));
    }

    /// <summary>
    /// Whether a schema outside the subset that the vendor takes for structured output is refused, in the vendor's own form: OpenAI
    /// (strict only), Anthropic, Google and watsonx with 400, Ollama with 500. The refusal uses up no queued answer. Default false: every schema is accepted.
    /// </summary>
    public bool RefusesUnsupportedSchemas { get; set; }

    /// <summary>Forgets the requests so far.</summary>
    public void Forget() => _requests.Clear();

    /// <summary>Stops the server and breaks what is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        try
        {
            await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Open connections were broken rather than waited for, as wanted.
        }

        await _app.DisposeAsync().ConfigureAwait(false);
        _google.Dispose();
    }

    private async Task CountAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _active);
        try
        {
            var request = await LoopbackRequests.ReadAsync(http).ConfigureAwait(false);
            if (http.Request.Method == "GET" && (request.Target.EndsWith("/models", StringComparison.Ordinal) || request.Target.EndsWith("/api/tags", StringComparison.Ordinal)))
            {
                await ListAsync(http, request.Target).ConfigureAwait(false);
                return;
            }

            _requests.Enqueue(request);
            if (request.Api is LoopbackApi.IbmIam or LoopbackApi.GoogleToken or LoopbackApi.GoogleMetadata)
            {
                await ExchangeAsync(http, request).ConfigureAwait(false);
                return;
            }

            if (request.Api is LoopbackApi.OpenAIBatch or LoopbackApi.AnthropicBatch or LoopbackApi.GoogleBatch)
            {
                await AnswerBatchAsync(http, request).ConfigureAwait(false);
                return;
            }

            var reply = Guard(request) ?? (RefusesUnsupportedSchemas ? StrictSchemas.Refuse(request) : null) ?? (_script.TryDequeue(out var scripted) ? scripted : Volatile.Read(ref _otherwise)(request));
            await AnswerAsync(http, request, reply).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The client went away, which is what many tests are about.
            http.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    private async Task AnswerBatchAsync(HttpContext http, RecordedRequest request)
    {
        var (status, body) = Guard(request) is not null
            ? (401, """{"type":"error","error":{"type":"authentication_error","code":"invalid_api_key","status":"UNAUTHENTICATED","message":"The key is not valid."}}""")
            : Batches.Answer(request, (api, item, model) => Whole(request, api, item, model));
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    // What a single call with this body would be answered; an error has its status.
    private (int Status, string Body) Whole(RecordedRequest batch, LoopbackApi api, JsonElement item, string model)
    {
        var single = batch with { Api = api, Body = Encoding.UTF8.GetBytes(item.GetRawText()), Model = model, Stream = false };
        var call = new LoopbackCall(Interlocked.Increment(ref _ids).ToString("D8", CultureInfo.InvariantCulture), model, LoopbackRequests.ForcedTool(single), Volatile.Read(ref _otherwise)(single));
        var (status, chunks) = LoopbackAnswer.Make(Wires[api], call, stream: false, [], _time);
        return (status, Encoding.UTF8.GetString([.. chunks.SelectMany(static c => c)]));
    }

    // Keys and tokens are looked at before the script: a refused call uses up none of its answers.
    private LoopbackReply? Guard(RecordedRequest request)
    {
        if (request.Api == LoopbackApi.WatsonX && !_iam.Accepts(request.Headers.GetValueOrDefault("Authorization")))
        {
            return new()
            {
                Status = 401,
                Body = "{\"errors\":[{\"code\":\"authentication_token_expired\",\"message\":\"Failed to authenticate the request due to an expired token.\"}],\"trace\":\"trace-loopback\",\"status_code\":401}"u8.ToArray(),
            };
        }

        if (request.Api == LoopbackApi.Vertex && !_google.Accepts(request.Headers.GetValueOrDefault("Authorization")))
        {
            return new() { Status = 401, Body = """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}"""u8.ToArray() };
        }

        if (request.Api == LoopbackApi.Bedrock && AwsSecret is { } secret && !AwsSignatureCheck.IsSigned(request, secret))
        {
            return LoopbackReply.Fails(ModelErrorKind.Auth);
        }

        if (AcceptedKey is not { } key || request.Api is LoopbackApi.WatsonX or LoopbackApi.Vertex or LoopbackApi.Bedrock or LoopbackApi.Unknown)
        {
            return null;
        }

        var given = request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("x-goog-api-key") ?? request.Headers.GetValueOrDefault("api-key")
            ?? request.Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal);
        return given == key ? null : LoopbackReply.Fails(ModelErrorKind.Auth);
    }

    private async Task ListAsync(HttpContext http, string target)
    {
        http.Response.StatusCode = Models.Count > 0 ? 200 : 404;
        http.Response.ContentType = "application/json";
        var list = target.EndsWith("/tags", StringComparison.Ordinal)
            ? new JsonObject { ["models"] = List(static m => new() { ["name"] = m, ["model"] = m }) }
            : new JsonObject { ["object"] = "list", ["data"] = List(static m => new() { ["id"] = m, ["object"] = "model" }) };
        await http.Response.WriteAsync(list.ToJsonString(), http.RequestAborted).ConfigureAwait(false);
    }

    private JsonArray List(Func<string, JsonObject> entry) => new([.. Models.Select(entry)]);

    private async Task ExchangeAsync(HttpContext http, RecordedRequest request)
    {
        var (status, body) = request.Api == LoopbackApi.IbmIam
            ? _iam.Exchange(Encoding.UTF8.GetString(request.Body.Span), AcceptedKey)
            : _google.Exchange(request, GoogleTokenUrl);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext http, RecordedRequest request, LoopbackReply reply)
    {
        var id = Interlocked.Increment(ref _ids).ToString("D8", CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json",
            [request.Api switch { LoopbackApi.Anthropic => "request-id", LoopbackApi.WatsonX => "x-global-transaction-id", _ => "x-request-id" }] = "req_" + id,
        };
        if (Volatile.Read(ref _bucket)?.Take(request.Api, headers) is { } wait)
        {
            reply = LoopbackReply.Fails(ModelErrorKind.RateLimit, wait) with { RetryAfterForm = request.Api == LoopbackApi.Google ? RetryAfterForm.Body : RetryAfterForm.Seconds };
        }

        var (status, chunks) = Wires.TryGetValue(request.Api, out var wire)
            ? LoopbackAnswer.Make(wire, new(id, request.Model, LoopbackRequests.ForcedTool(request), reply), request.Stream, headers, _time)
            : (404, [Encoding.UTF8.GetBytes("""{"error":{"message":"No such path."}}""")]);
        foreach (var (name, value) in reply.Headers)
        {
            headers[name] = value;
        }

        await new LoopbackTransport(http, reply, _time).SendAsync(reply.Status ?? status, headers, chunks).ConfigureAwait(false);
    }
}
