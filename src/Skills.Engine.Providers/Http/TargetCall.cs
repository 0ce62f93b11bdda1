using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>One call to one deployment: sends, renews credentials or leaves out a refused field once, and classifies what goes wrong.</summary>
internal sealed class TargetCall(string provider, ProviderTarget target, HttpClient http, AttemptClock clock, string? key, CancellationToken caller)
{
    private const int MaxErrorBytes = 64 * 1024;

    private readonly IProviderWire _wire = target.Wire;
    private readonly ModelProviderOptions _options = target.Options;

    /// <summary>Sends; a whole answer is read, a streamed one is open.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<OpenCall> OpenAsync(ModelRequest request, OutputStep step, bool stream)
    {
        var faults = NewFaults(request.Model);
        if (key is null && target.NotReady is { } reason)
        {
            throw faults.Make(ModelErrorKind.Auth, reason);
        }

        var call = await SendOrRepairAsync(new(request, step, stream, new(_options.UnsupportedOptions)), faults).ConfigureAwait(false);
        if (call.IsStream)
        {
            return call;
        }

        try
        {
            call.Whole = call.Finish(await ReadWholeAsync(call).ConfigureAwait(false));
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    private CallFaults NewFaults(ModelDefinition model) => new(provider, model, clock, key ?? _options.ApiKey, caller) { IsOfTenant = key is not null };

    // One field that the server refuses is left out or renamed, once in a call and from then on.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> SendOrRepairAsync(WireRequest call, CallFaults faults)
    {
        try
        {
            return await SendOrRenewAsync(call, faults).ConfigureAwait(false);
        }
        catch (ModelException e) when (target.Fields.Learn(call.Model, e))
        {
            return await SendOrRenewAsync(call with { Report = new(_options.UnsupportedOptions) }, NewFaults(call.Model)).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> SendOrRenewAsync(WireRequest call, CallFaults faults)
    {
        try
        {
            return await SendAsync(call, refused: false, faults).ConfigureAwait(false);
        }
        catch (ModelException e) when (target.Credentials.CanRenew(e))
        {
            return await SendAsync(call, refused: true, NewFaults(call.Model)).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> SendAsync(WireRequest call, bool refused, CallFaults faults)
    {
        var body = RequestWriter.Write(_wire, call, target.Fields);
        using var message = new HttpRequestMessage(HttpMethod.Post, _wire.AddressOf(call.Request, call.Stream))
        {
            Content = new RequestBody(body, clock),
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        message.Headers.TryAddWithoutValidation("Accept", call.Stream ? _wire.StreamType : "application/json");
        if (_wire.HeaderOf(call.Request) is var (name, value))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        await target.Credentials.AuthorizeAsync(new(message, body.Written, key, refused, faults, clock)).ConfigureAwait(false);
        ProviderHttp.ReplaceHeaders(message.Headers, _options.Headers);

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        try
        {
            return await AcceptAsync(call, response, faults).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> AcceptAsync(WireRequest call, HttpResponseMessage response, CallFaults faults)
    {
        faults.ReadHeaders(response);
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

        return new(target, call, response, new(content, clock, faults, _options.MaxResponseBytes), faults, clock);
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
        catch (Exception e) when (WireText.IsUnreadable(e) || e is ModelException { Kind: ModelErrorKind.Truncated })
        {
            // The status is known although the body is none, as with a proxy's page.
            return faults.FromProvider(new());
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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
        catch (Exception e) when (WireText.IsUnreadable(e))
        {
            throw WireText.IsCutShort(bytes.Span)
                ? call.Faults.Make(ModelErrorKind.Truncated, "ended its answer in the middle of the JSON.", e)
                : call.Faults.Make(ModelErrorKind.Malformed, "answered something that is not JSON. Check BaseUrl and any proxy.", e);
        }
    }
}
