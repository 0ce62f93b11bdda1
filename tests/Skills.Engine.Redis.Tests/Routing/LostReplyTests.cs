using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Routing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>A reply that is lost on the way leaves a connection on which every later reply is taken for another.</summary>
public sealed class LostReplyTests
{
    private const string HalfAReply = "$100000\r\nhalf";
    private const string Reserved = "*7\r\n:0\r\n$5\r\nepoch\r\n:0\r\n:0\r\n:0\r\n$1\r\n0\r\n$0\r\n\r\n";

    private static readonly BudgetLine Line = new("all::ever", 1, TimeSpan.FromDays(1));

    [Fact]
    public async Task BudgetsOpenANewConnectionWhenAReplyWasLost()
    {
        await using var server = new ScriptedRedis { Fault = new() { Answer = Reserved } };
        await using var services = RoutingServices.Of(server.ConnectionString, static o => o.Timeout = TimeSpan.FromMilliseconds(200));
        var store = services.GetRequiredService<IBudgetStore>();
        await Reserve(store);
        server.Fault = new() { Answer = HalfAReply };
        var calls = Enumerable.Range(0, 50).Select(_ => Reserve(store)).ToList();
        await Eventually.HoldsAsync(() => calls[0].IsCompleted, "The call that got half a reply still waits.");
        Assert.False(calls[0].IsCompletedSuccessfully);

        server.Fault = new() { Answer = Reserved };

        await Eventually.HoldsAsync(
            () =>
            {
                calls.Add(Reserve(store));
                return calls[50..].Exists(static c => c.IsCompletedSuccessfully);
            },
            "The budgets did not recover.",
            TimeSpan.FromSeconds(20));
        await Eventually.HoldsAsync(() => calls.TrueForAll(static c => c.IsCompleted), "A call still waits for a reply that was lost.");
    }

    private static Task<BudgetShortage?> Reserve(IBudgetStore store) =>
        store.ReserveAsync(new(Guid.NewGuid().ToString("n"), 0.1m, TimeSpan.FromMinutes(1)), [Line], TestContext.Current.CancellationToken).AsTask();
}
