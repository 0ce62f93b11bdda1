using System.Globalization;
using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Overload;

/// <summary>More calls than the models can take. <c>.ci/long overload</c> measures what is left of the capacity, and for how long.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const string SecondsVariable = "SKILLS_OVERLOAD_SECONDS";
    private const int Times = 10;
    private const double LeastGoodput = 0.8;
    private const int PerMinute = 60;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatALimitDoesNotAllowIsRefusedAtOnceWithATimeToComeBack()
    {
        var model = new FakeModelClient().Reply("""{"word":"right"}""");
        await using var host = await OverloadHost.StartAsync(model, static m => m with { RequestsPerMinute = PerMinute }, static o => o.Routing.MaxQueue = 0, TimeSpan.FromMinutes(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, PerMinute * Times).Select(n => host.CallAsync(n, Token)));

        Assert.All(answers, static a => Assert.True(a.IsClear, a.ToString()));
        Assert.Equal(model.Calls, answers.Count(static a => a.IsGood));
        Assert.Contains(answers, static a => a is { Status: 429, Problem: "rate-limited" });
    }

    [Fact]
    public async Task TenTimesTheCapacityLeavesTheCapacityToWork()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var wanted) ? wanted : (int?)null;
        var model = new LimitedModel();
        await using var host = await OverloadHost.StartAsync(model.Client, static m => m, static _ => { }, TimeSpan.FromSeconds(4));
        await host.CallAtAsync(LimitedModel.PerSecond / 2, TimeSpan.FromSeconds(1), Token);

        var duration = TimeSpan.FromSeconds(seconds ?? 2);
        var before = model.Answered;
        var during = await host.CallAtAsync(LimitedModel.PerSecond * Times, duration, Token);
        var longest = during.Max(static a => a.At);
        var after = await host.CallAtAsync(LimitedModel.PerSecond / 2, seconds is null ? TimeSpan.FromSeconds(1) : Recovery * 2, Token);

        var unclear = during.Concat(after).Where(static a => !a.Answer.IsClear).Select(static a => a.Answer).Distinct();
        var good = during.Count(static a => a.Answer.IsGood);
        var share = good / longest.TotalSeconds / LimitedModel.PerSecond;
        var lastBad = after.Where(static a => !a.Answer.IsGood).Select(static a => a.At).DefaultIfEmpty().Max();
        output.WriteLine(FormattableString.Invariant($"{during.Count} calls in {duration.TotalSeconds:0} s at {Times} times the capacity of {LimitedModel.PerSecond:0} a second: {good} answered within {longest.TotalSeconds:0.0} s ({share:P0} of the capacity), {model.Answered - before} by the model"));
        output.WriteLine($"refused: {string.Join(", ", during.Where(static a => !a.Answer.IsGood).CountBy(static a => $"{a.Answer.Status} {a.Answer.Problem}").Select(static g => $"{g.Value} x {g.Key}"))}");
        output.WriteLine(FormattableString.Invariant($"afterwards at half the capacity: {after.Count(static a => a.Answer.IsGood)} of {after.Count} answered, the last refusal after {lastBad.TotalSeconds:0.0} s"));
        Assert.Empty(unclear);
        Assert.NotEqual(0, good);
        Assert.Contains(during, static a => a.Answer.Status is 429 or 503);
        if (seconds is not null)
        {
            Assert.InRange(share, LeastGoodput, double.PositiveInfinity);
            Assert.InRange(lastBad, TimeSpan.Zero, Recovery);
        }
    }
}
