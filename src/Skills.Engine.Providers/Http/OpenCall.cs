namespace Skills.Engine.Providers.Http;

/// <summary>A call whose status line said yes; owns the response.</summary>
internal sealed class OpenCall(ProviderTarget target, WireRequest request, HttpResponseMessage response, ResponseBody body, CallFaults faults, AttemptClock clock) : IDisposable
{
    public ProviderTarget Target => target;

    public WireRequest Request => request;

    public HttpResponseMessage Response => response;

    public ResponseBody Body => body;

    public CallFaults Faults => faults;

    public AttemptClock Clock => clock;

    /// <summary>Whether the answer is streamed; some servers answer whole although a stream was asked for.</summary>
    public bool IsStream => request.Stream && response.Content.Headers.ContentType?.MediaType is not "application/json";

    /// <summary>The answer, once it was read whole; null for a stream.</summary>
    public ModelReply? Whole { get; set; }

    /// <summary>Takes an error that comes later, within the stream; null when nobody counts them.</summary>
    public Action<ModelException>? Failed { get; set; }

    /// <summary>Whether the limits in the headers are kept from the engine.</summary>
    public bool HidesRateLimits { get; set; }

    /// <summary>Adds what the call knows to what the wire read.</summary>
    public ModelReply Finish(ModelReply reply) => reply with
    {
        Text = request.Schema?.Raise(reply.Text) ?? reply.Text,
        SchemaMode = request.Mode,
        RequestId = reply.RequestId ?? faults.RequestId,
        RateLimits = HidesRateLimits ? null : faults.RateLimits,
        Warnings = reply.Warnings.Count == 0 ? request.Report.Warnings : [.. request.Report.Warnings, .. reply.Warnings],
    };

    public void Dispose() => response.Dispose();
}
