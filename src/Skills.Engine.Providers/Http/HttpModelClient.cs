using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>The part of every HTTP provider that is the same: send under deadlines, read within limits, classify what goes wrong, step down when a schema is refused.</summary>
internal abstract class HttpModelClient : IModelClient
{
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly ModelUpdate Alive = new("");

    private readonly IProviderWire _wire;
    private readonly ModelProviderOptions _options;
    private readonly Lazy<HttpClient> _http;
    private readonly TimeProvider _time;
    private readonly OutputLadder _ladder;
    private readonly RefusedFields _fields = new();

    protected HttpModelClient(IProviderWire wire, ModelProviderOptions options, IHttpClientFactory clients, TimeProvider time, string? notReady)
    {
        _wire = wire;
        _options = options;
        _time = time;
        _http = new(() => clients.CreateClient(ProviderHttp.ClientName(wire.Provider)));
        _ladder = new(wire.Dialect);
        Provider = new(wire.Provider, notReady);
    }

    public ModelProvider Provider { get; }

    protected HttpClient Http => _http.Value;

    /// <summary>Sets the headers that authenticate the caller.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="refused">True when the credentials of the last call were refused as expired.</param>
    /// <param name="faults">Makes what is thrown.</param>
    /// <param name="clock">The try's deadlines.</param>
    protected abstract ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock);

    /// <summary>Whether credentials can be renewed at all.</summary>
    protected virtual bool Renews => false;

    /// <summary>Whether credentials can be renewed after this error, once within the same try.</summary>
    protected virtual bool CanRenew(ModelException error) => false;

    public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(_time, request.Deadlines, stream: false, cancellationToken);
        var steps = _ladder.StepsFor(request);
        for (var step = 0; ; step++)
        {
            try
            {
                using var call = await OpenAsync(request, steps[step], stream: false, clock, cancellationToken).ConfigureAwait(false);
                var reply = await ReadWholeAsync(call).ConfigureAwait(false);
                return call.Finish(reply);
            }
            catch (ModelException e) when (step + 1 < steps.Count && OutputLadder.IsSchemaRefusal(e, steps[step]))
            {
                _ladder.StepDown(request, steps[step], steps[step + 1]);
            }
        }
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(_time, request.Deadlines, stream: true, cancellationToken);
        var steps = _ladder.StepsFor(request);
        OpenCall? call = null;
        for (var step = 0; call is null; step++)
        {
            try
            {
                call = await OpenAsync(request, steps[step], stream: true, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelException e) when (step + 1 < steps.Count && OutputLadder.IsSchemaRefusal(e, steps[step]))
            {
                _ladder.StepDown(request, steps[step], steps[step + 1]);
            }
        }

        using (call)
        {
            if (!call.IsStream)
            {
                var whole = call.Finish(await ReadWholeAsync(call).ConfigureAwait(false));
                yield return new(whole.Text);
                yield return new("") { Reply = whole };
                yield break;
            }

            using var events = new StreamedReply(_wire, call);
            while (await events.ReadAsync().ConfigureAwait(false) is { } delta)
            {
                // An empty piece tells callers that wait that the model is at work.
                yield return delta.Length > 0 ? new(delta) : Alive;
            }

            yield return new("") { Reply = call.Finish(events.Reply) with { TimeToFirstToken = events.TimeToFirstToken } };
        }
    }

    private Task<OpenCall> OpenAsync(ModelRequest request, OutputStep step, bool stream, AttemptClock clock, CancellationToken caller)
    {
        var faults = new CallFaults(_wire.Provider, request.Model, clock, _options.ApiKey, caller);
        if (Provider.NotReady is { } reason)
        {
            throw faults.Make(ModelErrorKind.Auth, reason);
        }

        var call = new WireRequest(request, step, stream, new(_options.UnsupportedOptions));
        return SendOrMendAsync(call, faults, clock, caller);
    }

    // One field that the server refuses is left out or renamed, once in a call and from then on.
    private async Task<OpenCall> SendOrMendAsync(WireRequest call, CallFaults faults, AttemptClock clock, CancellationToken caller)
    {
        try
        {
            return await SendOrRenewAsync(call, faults, clock, caller).ConfigureAwait(false);
        }
        catch (ModelException e) when (_fields.Learn(call.Model, e))
        {
            var again = new CallFaults(_wire.Provider, call.Model, clock, _options.ApiKey, caller);
            return await SendOrRenewAsync(call with { Report = new(_options.UnsupportedOptions) }, again, clock, caller).ConfigureAwait(false);
        }
    }

    private async Task<OpenCall> SendOrRenewAsync(WireRequest call, CallFaults faults, AttemptClock clock, CancellationToken caller)
    {
        try
        {
            return await SendAsync(call, refused: false, faults, clock).ConfigureAwait(false);
        }
        catch (ModelException e) when (Renews && CanRenew(e))
        {
            var again = new CallFaults(_wire.Provider, call.Model, clock, _options.ApiKey, caller);
            return await SendAsync(call, refused: true, again, clock).ConfigureAwait(false);
        }
    }

    private async Task<OpenCall> SendAsync(WireRequest call, bool refused, CallFaults faults, AttemptClock clock)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _wire.AddressOf(call.Request, call.Stream))
        {
            Content = new RequestBody(RequestWriter.Write(_wire, call, _fields), clock),
            Version = Http.DefaultRequestVersion,
            VersionPolicy = Http.DefaultVersionPolicy,
        };
        message.Headers.TryAddWithoutValidation("Accept", call.Stream ? "text/event-stream" : "application/json");
        await AuthorizeAsync(message.Headers, refused, faults, clock).ConfigureAwait(false);
        ProviderHttp.ReplaceHeaders(message.Headers, _options.Headers);

        HttpResponseMessage response;
        try
        {
            response = await Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        try
        {
            return await AcceptAsync(call, response, faults, clock).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async ValueTask<OpenCall> AcceptAsync(WireRequest call, HttpResponseMessage response, CallFaults faults, AttemptClock clock)
    {
        var now = _time.GetUtcNow();
        faults.Status = response.StatusCode;
        faults.RateLimits = RateLimitHeaders.Read(response.Headers, now);
        faults.RequestId = RetryAfter.First(response.Headers, "request-id")
            ?? RetryAfter.First(response.Headers, "x-request-id")
            ?? RetryAfter.First(response.Headers, "x-global-transaction-id");
        faults.HeaderWait = RetryAfter.Of(response.Headers, now);

        Stream content;
        try
        {
            content = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await ReadErrorAsync(response, new(content, clock, faults, int.MaxValue), faults).ConfigureAwait(false);
        }

        return new(call, response, new(content, clock, faults, _options.MaxResponseBytes), faults, clock);
    }

    private async Task<ModelException> ReadErrorAsync(HttpResponseMessage response, ResponseBody body, CallFaults faults)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return faults.Make(ModelErrorKind.InvalidRequest, $"redirected with HTTP {(int)response.StatusCode}, which is not followed because the key would travel along. Set BaseUrl to the final address.");
        }

        using var buffer = new PooledBuffer();
        try
        {
            while (buffer.Length < MaxErrorBytes && await body.ReadAsync(buffer.GetMemory(512)).ConfigureAwait(false) is > 0 and var read)
            {
                buffer.Advance(read);
            }

            using var document = JsonDocument.Parse(WireText.WithoutMark(buffer.Written));
            return faults.FromProvider(_wire.ReadError(response.StatusCode, document.RootElement) ?? new());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ModelException { Kind: ModelErrorKind.Truncated })
        {
            // The status is known although the body is none, as with a proxy's page.
            return faults.FromProvider(new());
        }
    }

    private async ValueTask<ModelReply> ReadWholeAsync(OpenCall call)
    {
        using var buffer = await call.Body.ReadAllAsync(call.Response.Content.Headers.ContentLength).ConfigureAwait(false);
        var bytes = WireText.WithoutMark(buffer.Written);
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = 128 });
            if (_wire.ReadError(null, document.RootElement) is { } error)
            {
                throw call.Faults.FromProvider(error);
            }

            return _wire.ReadReply(document.RootElement, call.Request)
                ?? throw call.Faults.Make(ModelErrorKind.Malformed, "answered JSON that is no reply of its API. Check BaseUrl.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw WireText.IsCutShort(bytes.Span)
                ? call.Faults.Make(ModelErrorKind.Truncated, "ended its answer in the middle of the JSON.", e)
                : call.Faults.Make(ModelErrorKind.Malformed, "answered something that is not JSON. Check BaseUrl and any proxy.", e);
        }
    }
}
