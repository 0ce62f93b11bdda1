using System.Net;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>How long to wait when several limits and headers say different times.</summary>
public sealed class RateLimitWaitTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0L, 10, 0L, 20, 20)]
    [InlineData(0L, 20, 0L, 10, 20)]
    [InlineData(0L, 10, 5L, 20, 10)]
    [InlineData(5L, 20, 0L, 10, 10)]
    [InlineData(5L, 20, 5L, 10, null)]
    [InlineData(null, 20, 5L, 30, 20)]
    [InlineData(5L, 20, null, 10, 10)]
    [InlineData(null, 20, null, 10, 20)]
    [InlineData(0L, 20, null, null, 20)]
    [InlineData(null, null, 0L, 10, 10)]
    [InlineData(null, null, null, null, null)]
    public void OfTheExhaustedLimitsTheLastToResetCounts(long? requests, int? requestsReset, long? tokens, int? tokensReset, int? expected)
    {
        var state = new RateLimitState { RequestsRemaining = requests, RequestsReset = Seconds(requestsReset), TokensRemaining = tokens, TokensReset = Seconds(tokensReset) };

        Assert.Equal(Seconds(expected), RateLimitHeaders.Wait(state));
    }

    [Theory]
    [InlineData("Mon, 30 Nov 2026 12:00:00 GMT", 0)]
    [InlineData("Mon, 30 Nov 2026 12:00:01 GMT", 1)]
    [InlineData("Mon, 30 Nov 2026 11:59:59 GMT", null)]
    [InlineData("0", 0)]
    [InlineData("604800", 604_800)]
    [InlineData("604801", 604_800)]
    public void ADateThatIsNowIsNoWaitAndOneBeforeIsUnsaid(string header, int? expected) => Assert.Equal(Seconds(expected), RetryAfter.Of(Headers(("Retry-After", header)), Now));

    [Fact]
    public void MillisecondsAreBelievedBeforeSeconds() =>
        Assert.Equal(TimeSpan.FromMilliseconds(1500), RetryAfter.Of(Headers(("Retry-After", "9"), ("retry-after-ms", "1500")), Now));

    [Theory]
    [InlineData("9", 4, 9)]
    [InlineData("4", 9, 9)]
    [InlineData("4", null, 4)]
    [InlineData(null, 9, 9)]
    public void OfHeaderAndBodyTheLongerWaitCounts(string? header, int? body, int expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (header is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", header);
        }

        Assert.Equal(Seconds(expected), Fault(response, new() { Kind = ModelErrorKind.RateLimit, RetryAfter = Seconds(body) }).RetryAfter);
    }

    [Fact]
    public void ARefusalWithoutAnyWaitWaitsForTheLimitThatIsExhausted()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("x-ratelimit-remaining-requests", "0");
        response.Headers.TryAddWithoutValidation("x-ratelimit-reset-requests", "7s");

        Assert.Equal(Seconds(7), Fault(response, new() { Kind = ModelErrorKind.RateLimit }).RetryAfter);
        Assert.Null(Fault(response, new() { Kind = ModelErrorKind.ContextWindow }).RetryAfter);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 501)]
    public void AProvidersSentenceIsCutAfter500Characters(int length, int kept)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadRequest);

        var message = Fault(response, new() { Message = new('x', length) }).ProviderMessage!;

        Assert.Equal((kept, length > 500), (message.Length, message.EndsWith('…')));
    }

    [Theory]
    [InlineData("Limit 6000, Requested 6000.", ModelErrorKind.RateLimit)]
    [InlineData("Limit 6000, Requested 6001.", ModelErrorKind.ContextWindow)]
    public void ARequestLargerThanAWholeWindowIsNotARateLimit(string sentence, ModelErrorKind kind) => Assert.Equal(kind, CodeTable.Refined(ModelErrorKind.RateLimit, sentence));

    private static ModelException Fault(HttpResponseMessage response, WireError error)
    {
        using var clock = new AttemptClock(new TestClock(), new(), stream: false, CancellationToken.None);
        var faults = new CallFaults("p", Some.Model("m", "p"), clock, key: null, CancellationToken.None);
        faults.ReadHeaders(response);
        return faults.FromProvider(error);
    }

    private static System.Net.Http.Headers.HttpResponseHeaders Headers(params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response.Headers;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
