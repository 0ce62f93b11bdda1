using System.Buffers;
using System.Globalization;
using System.Net;

namespace Skills.Engine.Providers.Http;

/// <summary>Makes the exceptions of one call: what is known of it so far goes into each, never a key, prompt or answer into its message.</summary>
internal sealed class CallFaults(string provider, ModelDefinition model, AttemptClock clock, string? key, CancellationToken caller)
{
    private const int LongestProviderMessage = 500;
    private static readonly SearchValues<char> CodeLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]/");

    /// <summary>Whether the call uses a key of the tenant's own.</summary>
    public bool IsOfTenant { get; init; }

    public string? RequestId { get; set; }

    public HttpStatusCode? Status { get; set; }

    public RateLimitState? RateLimits { get; set; }

    public TimeSpan? HeaderWait { get; set; }

    /// <summary>A streamed answer's part, kept in what is thrown later.</summary>
    public IReplyStream? Stream { get; set; }

    /// <summary>The same, where there is only text.</summary>
    public string? Partial { get; init; }

    /// <summary>Takes in what the headers of the answer say.</summary>
    public void ReadHeaders(HttpResponseMessage response)
    {
        Status = response.StatusCode;
        RateLimits = RateLimitHeaders.Read(response.Headers, clock.Now);
        HeaderWait = RetryAfter.Of(response.Headers, clock.Now);
        RequestId = RetryAfter.First(response.Headers, "request-id")
            ?? RetryAfter.First(response.Headers, "x-request-id")
            ?? RetryAfter.First(response.Headers, "x-global-transaction-id")
            ?? RetryAfter.First(response.Headers, "x-amzn-requestid");
    }

    public ModelException Make(ModelErrorKind kind, string fault, Exception? inner = null, TimeoutStage stage = TimeoutStage.None) =>
        Make(kind, fault, null, inner, stage);

    /// <summary>An error the provider reported, by status or in a stream.</summary>
    public ModelException FromProvider(WireError error, Exception? inner = null)
    {
        var kind = error.Kind is null || (error.Kind is ModelErrorKind.InvalidRequest && StatusTable.SaysMoreThanInvalid(Status)) ? StatusTable.KindOf(Status) : error.Kind.Value;
        var wait = HeaderWait > error.RetryAfter || error.RetryAfter is null ? HeaderWait : error.RetryAfter;
        wait ??= kind is ModelErrorKind.RateLimit or ModelErrorKind.Overloaded ? RetryAfter.OfSentence(error.Message) : null;
        wait ??= kind == ModelErrorKind.RateLimit ? RateLimitHeaders.Wait(RateLimits) : null;
        var sentence = Status == HttpStatusCode.ProxyAuthenticationRequired
            ? $"the proxy wants credentials (HTTP 407). Give them to the handler of the HttpClient '{ProviderHttp.ClientName(provider)}'."
            : ErrorSentences.Of(kind, provider, model, Describe(error), wait);
        return Make(kind, sentence, error, inner, TimeoutStage.None, wait);
    }

    /// <summary>Whatever broke while the call was under way, before or after the status line.</summary>
    public Exception FromSending(Exception e) => e switch
    {
        OperationCanceledException => FromCancellation(e),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            Make(ModelErrorKind.Network, "could not be reached: the host's name is not known. Check BaseUrl and the network.", e),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            Make(ModelErrorKind.Network, $"could not be reached: no secure connection. Trust the certificate on this host, or have the handler of the HttpClient '{ProviderHttp.ClientName(provider)}' accept it.", e),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            Make(ModelErrorKind.Network, $"could not be reached: the proxy opened no tunnel. Check the proxy and its credentials in the handler of the HttpClient '{ProviderHttp.ClientName(provider)}'.", e),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            Make(ModelErrorKind.Malformed, "answered with headers beyond the handler's limits.", e),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            Make(ModelErrorKind.Malformed, "answered with something that is not HTTP. Check BaseUrl.", e),
        _ => Make(ModelErrorKind.Network, "could not be reached, or closed the connection before answering. Check BaseUrl, the network and the proxy.", e),
    };

    /// <summary>Whatever broke while the body was read: the answer had begun, so it is truncated.</summary>
    public Exception FromBody(Exception e) => e switch
    {
        OperationCanceledException => FromCancellation(e),
        InvalidDataException => Make(ModelErrorKind.Malformed, "answered with a body that cannot be decompressed.", e),
        _ => Make(ModelErrorKind.Truncated, "closed the connection in the middle of its answer.", e),
    };

    private Exception FromCancellation(Exception e)
    {
        if (clock.Passed != TimeoutStage.None)
        {
            return Make(ModelErrorKind.Timeout, ErrorSentences.OfTimeout(clock.Passed, clock.PassedAfter), null, clock.Passed);
        }

        // SocketsHttpHandler's own ConnectTimeout ends the call with a token that is neither ours nor the caller's.
        return caller.IsCancellationRequested
            ? new OperationCanceledException(e.Message, e, caller)
            : Make(ModelErrorKind.Timeout, "did not accept a connection within the handler's ConnectTimeout. Check BaseUrl and the network.", e, TimeoutStage.Connect);
    }

    private ModelException Make(ModelErrorKind kind, string fault, WireError? error, Exception? inner, TimeoutStage stage, TimeSpan? wait = null)
    {
        var part = Part();
        return new(kind, $"{provider}, model '{model.Id}': {fault}", inner)
        {
            Provider = provider,
            Model = model.Id,
            Status = Status,
            ProviderCode = error?.Code,
            ProviderMessage = Shorten(error?.Message),
            ProviderParameter = IsName(error?.Param) ? error?.Param : null,
            RetryAfter = wait,
            RequestId = RequestId ?? error?.RequestId,
            RateLimits = RateLimits,
            IsOfTenantKey = IsOfTenant,
            TimeoutStage = stage,
            Usage = part?.Usage,
            PartialText = (part?.Text ?? Partial) is { Length: > 0 } text ? text : null,
        };
    }

    // What came so far may be the reason of the fault.
    private ModelReply? Part()
    {
        try
        {
            return Stream?.ToReply();
        }
        catch (Exception e) when (WireText.IsUnreadable(e))
        {
            return null;
        }
    }

    private string Describe(WireError error)
    {
        var parts = new List<string>(3);
        if (Status is { } status && (int)status != 200)
        {
            parts.Add("HTTP " + ((int)status).ToString(CultureInfo.InvariantCulture));
        }

        Add(parts, "code", error.Code);
        Add(parts, "parameter", error.Param);
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    // Codes and parameter names only: anything else a hostile server puts there could be an echo of the prompt.
    private static void Add(List<string> parts, string label, string? value)
    {
        if (IsName(value))
        {
            parts.Add($"{label} {value}");
        }
    }

    private static bool IsName(string? value) => value is { Length: > 0 and <= 80 } && !value.AsSpan().ContainsAnyExcept(CodeLetters);

    private string? Shorten(string? message)
    {
        if (message is null)
        {
            return null;
        }

        var masked = key is { Length: > 0 } ? message.Replace(key, "***", StringComparison.Ordinal) : message;
        return masked.Length <= LongestProviderMessage ? masked : string.Concat(masked.AsSpan(0, LongestProviderMessage), "…");
    }
}
