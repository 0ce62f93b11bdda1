namespace Skills.Engine.Providers.Tests;

/// <summary>Forms of errors whose class or wait is told in an odd place.</summary>
public sealed class ErrorFormTests
{
    [Theory]
    [InlineData(200, ModelErrorKind.RateLimit, """{"error":{"code":429,"message":"x"}}""")]
    [InlineData(200, ModelErrorKind.RateLimit, """{"choices":[{"message":{"content":"Hel"},"finish_reason":"error","error":{"code":429,"message":"x"}}]}""")]
    [InlineData(413, ModelErrorKind.ContextWindow, """{"error":{"code":"rate_limit_exceeded","type":"tokens","message":"Request too large for model m. Limit 6000, Requested 9000"}}""")]
    [InlineData(400, ModelErrorKind.ContextWindow, """{"error":{"type":"invalid_request_error","message":"Input tokens exceed the configured limit of 272000 tokens."}}""")]
    [InlineData(400, ModelErrorKind.ContextWindow, """{"error":{"type":"invalid_request_error","message":"Please reduce the length of the messages."}}""")]
    [InlineData(400, ModelErrorKind.ContextWindow, """{"error":{"type":"invalid_request_error","message":"The model is loaded with context length of only 4096 tokens."}}""")]
    [InlineData(400, ModelErrorKind.ContextWindow, """{"error":{"type":"invalid_request_error","message":"This model's maximum context length is 8192 tokens."}}""")]
    public async Task TheClassIsKnown(int status, ModelErrorKind kind, string body)
    {
        var error = await ErrorAsync("chat", status, body, null);

        Assert.Equal(kind, error.Kind);
    }

    [Fact]
    public async Task ALimitOfZeroIsAQuota()
    {
        var error = await ErrorAsync("google", 429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for metric x, limit: 0","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}]}}""", null);

        Assert.Equal(ModelErrorKind.Quota, error.Kind);
    }

    [Theory]
    [InlineData(62.5, "Please try again in 1m2.5s.", null, "")]
    [InlineData(0.25, "Please try again in 250ms.", null, "")]
    [InlineData(20, "Retry after 20 seconds.", null, "")]
    [InlineData(20, "x", "Retry-After", "20s")]
    [InlineData(12, "x", "x-ratelimit-reset-after", "12")]
    public async Task TheWaitIsRead(double seconds, string message, string? header, string value)
    {
        var body = $$$"""{"error":{"code":"rate_limit_exceeded","message":"{{{message}}}"}}""";

        var error = await ErrorAsync("chat", 429, body, header is null ? null : (header, value));

        Assert.Equal((ModelErrorKind.RateLimit, TimeSpan.FromSeconds(seconds)), (error.Kind, error.RetryAfter));
    }

    [Theory]
    [InlineData("temperature", """{"error":{"code":"unsupported_value","type":"invalid_request_error","param":"temperature","message":"Unsupported value"}}""")]
    [InlineData("temperature", """{"error":{"type":"invalid_request_error","message":"Unsupported parameter: 'temperature' is not supported with this model."}}""")]
    public async Task AFieldTheServerNamesIsLeftOutOnce(string field, string refusal)
    {
        using var served = new ServedBody { RefusesOnce = refusal };
        var recorded = new RecordedReply(0, "chat", "", false, 200, """{"choices":[{"message":{"content":"fine"},"finish_reason":"stop"}]}""", default);
        var request = recorded.Request() with { Options = new() { Temperature = 0.5 } };

        var reply = await recorded.Client(served).InvokeAsync(request, Token);

        Assert.Equal("fine", reply.Text);
        Assert.Equal([true, false], served.Sent.Select(s => s.Contains(field, StringComparison.Ordinal)));
    }

    private static async Task<ModelException> ErrorAsync(string api, int status, string body, (string Name, string Value)? header)
    {
        using var served = new ServedBody { Header = header };
        var recorded = new RecordedReply(0, api, "", false, status, body, default);
        return await Assert.ThrowsAsync<ModelException>(() => recorded.Client(served).InvokeAsync(recorded.Request(), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
