using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.VendorBatches;

/// <summary>Calls to the batch endpoint of one deployment, under one deadline. Used by one method, from one thread at a time.</summary>
internal sealed class BatchCall : IDisposable
{
    private const int MaxDescriptionBytes = 1 << 20;
    private const int MaxIdLength = 200;

    private readonly HttpModelClient _client;
    private readonly ModelBatchOptions _options;
    private readonly CancellationToken _caller;
    private string? _key;

    private BatchCall(HttpModelClient client, ModelDefinition model, ModelBatchOptions options, CancellationToken caller)
    {
        (_client, _options, _caller, Model) = (client, options, caller, model);
        Target = client.FixedTarget(model);
        Clock = new(client.Parts.Time, new() { Total = options.CallTimeout }, stream: false, caller);
    }

    public ProviderTarget Target { get; }

    public ModelDefinition Model { get; }

    public AttemptClock Clock { get; }

    /// <summary>Most bytes of the results of one batch.</summary>
    public int MaxResultBytes => _options.MaxResultBytes;

    /// <summary>Begins; finds the key of the tenant.</summary>
    public static async Task<BatchCall> BeginAsync(HttpModelClient client, ModelDefinition model, string? tenant, ModelBatchOptions options, CancellationToken caller)
    {
        var call = new BatchCall(client, model, options, caller);
        try
        {
            call._key = client.Parts.Keys is { } keys && tenant is { Length: > 0 } ? await client.KeyAsync(keys, tenant, model, call.Clock, caller).ConfigureAwait(false) : null;
            return call._key is null && call.Target.NotReady is { } reason ? throw call.Faults().Make(ModelErrorKind.Auth, reason) : call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>Makes exceptions that hold no key.</summary>
    public CallFaults Faults() => new(_client.Name, Model, Clock, _key ?? Target.Options.ApiKey, _caller) { IsOfTenant = _key is not null };

    /// <summary>Returns an address below the provider's base.</summary>
    public Uri Address(string own, string version, string path) => ProviderHttp.Join(ProviderHttp.Usable(Target.Options.BaseUrl, own), version, path);

    /// <summary>Returns an id of the provider that may be a part of an address.</summary>
    /// <exception cref="ModelException">It could leave its place in the address.</exception>
    public string Safe(string id, bool slash = false) =>
        id.Length is > 0 and <= MaxIdLength && !id.Contains("..", StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' || (slash && c == '/'))
            ? id
            : throw Faults().Make(ModelErrorKind.Malformed, "gave a batch or a file an id with characters that no id has.");

    /// <summary>Sends and returns the JSON of the answer.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, Uri address, PooledBuffer? body = null, string mediaType = "application/json", int most = MaxDescriptionBytes)
    {
        using var response = await OpenAsync(method, address, body, mediaType).ConfigureAwait(false);
        var faults = Faults();
        faults.ReadHeaders(response);
        var stream = await StreamAsync(response, faults).ConfigureAwait(false);
        using var read = await new ResponseBody(stream, Clock, faults, most, idle: false).ReadAllAsync(response.Content.Headers.ContentLength).ConfigureAwait(false);
        return Parse(WireText.WithoutMark(read.Written).Span, faults);
    }

    /// <summary>Yields the JSON of each line of a file.</summary>
    public async IAsyncEnumerable<JsonElement> LinesAsync(Uri address)
    {
        using var response = await OpenAsync(HttpMethod.Get, address, null, "").ConfigureAwait(false);
        var faults = Faults();
        faults.ReadHeaders(response);
        var body = new ResponseBody(await StreamAsync(response, faults).ConfigureAwait(false), Clock, faults, MaxResultBytes, idle: false);
        using var buffer = new PooledBuffer(1 << 16);
        var isEnd = false;
        while (!isEnd)
        {
            var read = await body.ReadAsync(buffer.GetMemory(1 << 16)).ConfigureAwait(false);
            buffer.Advance(read);
            isEnd = read == 0;
            var at = 0;
            while (TakeLine(buffer.Written[at..], isEnd, faults) is var (line, length))
            {
                at += length;
                if (line.ValueKind == JsonValueKind.Object)
                {
                    yield return line;
                }
            }

            buffer.Consume(at);
        }
    }

    public void Dispose() => Clock.Dispose();

    // The file ends with or without a line end. An undefined value is an empty line, null that there is no line yet.
    private (JsonElement Line, int Length)? TakeLine(ReadOnlyMemory<byte> rest, bool isEnd, CallFaults faults)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var length = end >= 0 ? end : isEnd && rest.Length > 0 ? rest.Length : -1;
        if ((length < 0 ? rest.Length : length) > Target.Options.MaxResponseBytes)
        {
            throw faults.Make(ModelErrorKind.Malformed, $"has a result of more than {Target.Options.MaxResponseBytes} bytes in a batch. Raise MaxResponseBytes if such answers are expected.");
        }

        if (length < 0)
        {
            return null;
        }

        var line = rest.Span[..length].Trim(" \r\t"u8);
        return (line.IsEmpty ? default : Parse(line, faults), Math.Min(length + 1, rest.Length));
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json, CallFaults faults)
    {
        try
        {
            return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
        }
        catch (JsonException e)
        {
            throw WireText.IsCutShort(json)
                ? faults.Make(ModelErrorKind.Truncated, "ended its answer about a batch in the middle of the JSON.", e)
                : faults.Make(ModelErrorKind.Malformed, "answered about a batch with something that is not JSON. Check BaseUrl and any proxy.", e);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpMethod method, Uri address, PooledBuffer? body, string mediaType)
    {
        var faults = Faults();
        using var message = new HttpRequestMessage(method, address)
        {
            Content = body is null ? null : new RequestBody(body, Clock, mediaType),
            Version = _client.Http.DefaultRequestVersion,
            VersionPolicy = _client.Http.DefaultVersionPolicy,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        await Target.Credentials.AuthorizeAsync(new(message, default, _key, Refused: false, faults, Clock)).ConfigureAwait(false);
        ProviderHttp.ReplaceHeaders(message.Headers, Target.Options.Headers);
        HttpResponseMessage response;
        try
        {
            response = await _client.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ErrorAsync(response, faults).ConfigureAwait(false);
        }
    }

    private async Task<ModelException> ErrorAsync(HttpResponseMessage response, CallFaults faults)
    {
        faults.ReadHeaders(response);
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return faults.Make(ModelErrorKind.InvalidRequest, $"redirected with HTTP {(int)response.StatusCode}, which is not followed because the key would travel along. Set BaseUrl to the final address.");
        }

        try
        {
            var body = new ResponseBody(await StreamAsync(response, faults).ConfigureAwait(false), Clock, faults, MaxDescriptionBytes, idle: false);
            using var read = await body.ReadAllAsync(null).ConfigureAwait(false);
            return faults.FromProvider(Target.Wire.ReadError(response.StatusCode, JsonElement.Parse(WireText.WithoutMark(read.Written).Span)) ?? new());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ModelException { Kind: ModelErrorKind.Truncated or ModelErrorKind.Malformed })
        {
            return faults.FromProvider(new());
        }
    }

    private async Task<Stream> StreamAsync(HttpResponseMessage response, CallFaults faults)
    {
        try
        {
            return await response.Content.ReadAsStreamAsync(Clock.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw faults.FromSending(e);
        }
    }
}
