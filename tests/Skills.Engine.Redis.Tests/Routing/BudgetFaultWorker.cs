using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests.Routing;

/// <summary>
/// One of several processes that spend one budget until nothing is left of it. It bills each call when the model is asked, and notes how
/// long each answer took to return after the model's reply.
/// </summary>
internal static class BudgetFaultWorker
{
    public const string Mode = "budget";

    /// <summary>The longest reply, 750 tokens at $2 per million. Input is free: the worst case of a call is what it costs.</summary>
    public const decimal OneCall = 0.0015m;
    public const decimal Cap = 1.50m;

    private const int Callers = 6;

    public static BudgetLine Line { get; } = new("tenant:t:ever", Cap, TimeSpan.FromDays(3650));

    /// <summary>Prints, when the budget is used up: <c>delay</c> with the time of a reply in ticks and the milliseconds until its answer, for each call, and <c>done</c> with the calls billed.</summary>
    public static async Task RunAsync(string redis)
    {
        var replied = new ConcurrentDictionary<string, long>();
        var billed = 0;
        var model = new FakeModelClient().Respond(async (request, token) =>
        {
            var call = Interlocked.Increment(ref billed);
            await Task.Delay(30 + (call * 37 % 90), token);
            replied[request.Messages[^1].Text] = Stopwatch.GetTimestamp();
            return new() { Text = "ok", Usage = new() { InputUncached = 1000, OutputVisible = 750 } };
        });
        await using var host = Host(redis, model);
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        Console.WriteLine("ready");
        Console.ReadLine();

        var delays = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SpendAsync(caller, engine, replied, delays))));
        await Console.Out.WriteLineAsync(string.Join('\n', delays));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {billed}"));

        // Settlements are drained while the process stops.
        Console.ReadLine();
    }

    public static ServiceProvider Host(string redis, FakeModelClient model)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSkillsEngine(static o =>
        {
            o.Catalog.Embedded = false;
            o.DefaultMaxOutputTokens = 750;
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Period = BudgetPeriod.Ever, LimitUsd = Cap });
        }).AddModelClient(model, model.Model() with { Prices = [new() { Input = 0, Output = 2 }] }).AddRedisRouting(redis);
        return services.BuildServiceProvider();
    }

    private static async Task SpendAsync(int caller, SkillExecutionEngine engine, ConcurrentDictionary<string, long> replied, ConcurrentQueue<string> delays)
    {
        var skill = new Skill { Id = "s", Name = "S", PromptTemplate = "call {{ id }}", Cache = new() { Enabled = false }, Limits = new() { Timeout = TimeSpan.FromSeconds(20) } };
        for (var i = 0; ; i++)
        {
            var id = $"{caller}-{i}";
            var result = await engine.ExecuteAsync(skill, new { id }, new() { TenantId = "t" });
            if (result.IsSuccess && replied.TryRemove($"call {id}", out var at))
            {
                delays.Enqueue(string.Create(CultureInfo.InvariantCulture, $"delay {at} {Stopwatch.GetElapsedTime(at).TotalMilliseconds:0.000}"));
            }
            else if (result.Errors is [{ Code: "budget.exceeded" }])
            {
                return;
            }
            else
            {
                // The budget cannot be checked at the moment.
                await Task.Delay(50);
            }
        }
    }
}
