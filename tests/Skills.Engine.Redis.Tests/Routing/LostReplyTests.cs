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
        Assert.True(await ReservesAsync(store, "before"));
        server.Fault = new() { Answer = HalfAReply };
        Assert.False(await ReservesAsync(store, "meanwhile"));

        server.Fault = new() { Answer = Reserved };

        var call = 0;
        await Eventually.HoldsAsync(() => ReservesAsync(store, $"after-{call++}"), "The budgets did not recover.", TimeSpan.FromSeconds(20));
    }

    private static async Task<bool> ReservesAsync(IBudgetStore store, string id)
    {
        var reserving = store.ReserveAsync(new(id, 0.1m, TimeSpan.FromMinutes(1)), [Line], TestContext.Current.CancellationToken).AsTask();
        await Task.WhenAny(reserving, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        return reserving.IsCompletedSuccessfully;
    }
}
