namespace Skills.Engine.Providers.Http;

/// <summary>A call whose status line said yes; owns the response.</summary>
internal sealed class OpenCall(WireRequest request, HttpResponseMessage response, ResponseBody body, CallFaults faults, AttemptClock clock) : IDisposable
{
    public WireRequest Request => request;

    public HttpResponseMessage Response => response;

    public ResponseBody Body => body;

    public CallFaults Faults => faults;

    public AttemptClock Clock => clock;

    /// <summary>Whether the answer is streamed; some servers answer whole although a stream was asked for.</summary>
    public bool IsStream => request.Stream && response.Content.Headers.ContentType?.MediaType is not "application/json";

    /// <summary>Adds what the call knows to what the wire read.</summary>
    public ModelReply Finish(ModelReply reply) => reply with
    {
        Text = request.Schema?.Raise(reply.Text) ?? reply.Text,
        SchemaMode = request.Mode,
        RequestId = reply.RequestId ?? faults.RequestId,
        RateLimits = faults.RateLimits,
        Warnings = reply.Warnings.Count == 0 ? request.Report.Warnings : [.. request.Report.Warnings, .. reply.Warnings],
    };

    public void Dispose() => response.Dispose();
}
