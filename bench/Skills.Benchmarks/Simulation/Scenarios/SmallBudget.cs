using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>120 small calls at once under a budget of $0.50, in one process and in four that share a Redis.</summary>
internal static class SmallBudget
{
    public const string WorkerArgument = "simulate-budget-worker";
    private const int Calls = 120;
    private const int Processes = 4;
    private const decimal Cap = 0.5m;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<Outcome> InMemoryAsync()
    {
        var (served, billed) = await RunAsync(Calls, redis: null).ConfigureAwait(false);
        return OutcomeOf("budget", "120 calls at once, one process", served, billed);
    }

    public static async Task<Outcome> OnRedisAsync()
    {
        var server = await RedisServerFixture.StartAsync().ConfigureAwait(false);
        await using var stopping = server.ConfigureAwait(false);
        var workers = Enumerable.Range(0, Processes).Select(_ => RunWorkerAsync(server.ConnectionString)).ToList();
        var results = await Task.WhenAll(workers).ConfigureAwait(false);
        return OutcomeOf("budget-redis", "120 calls at once, four processes on Redis", results.Sum(static r => r.Served), results.Sum(static r => r.Billed));
    }

    /// <summary>Runs as one of the four processes.</summary>
    public static async Task WorkAsync(string redis)
    {
        var (served, billed) = await RunAsync(Calls / Processes, redis).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{served} {billed}"));
    }

    private static async Task<(int Served, decimal Billed)> RunWorkerAsync(string redis)
    {
        // The process is this program, or the dotnet host that runs it.
        var program = typeof(SmallBudget).Assembly.Location;
        string[] arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [program, WorkerArgument, redis] : [WorkerArgument, redis];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(deadline.Token).ConfigureAwait(false) ?? "0 0";
        await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        var parts = line.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), decimal.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static async Task<(int Served, decimal Billed)> RunAsync(int calls, string? redis)
    {
        var client = new FakeModelClient();
        client.Respond(static async (_, token) =>
        {
            await Task.Delay(20, token).ConfigureAwait(false);
            return new() { Text = """{"ok":true}""", Usage = new() { InputUncached = 20, OutputVisible = 10 } };
        });
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());

        // The longest reply costs $0.041, a hundred times what a call takes.
        var builder = services.AddSkillsEngine(static o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Period = BudgetPeriod.Ever, LimitUsd = Cap });
        }).AddModelClient(client, client.Model() with { Prices = [new() { Input = 1, Output = 10 }], MaxOutputTokens = 4096 });
        _ = redis is null ? builder : builder.AddRedisRouting(redis);
        var provider = services.BuildServiceProvider();
        await using var closing = provider.ConfigureAwait(false);
        var engine = provider.GetRequiredService<SkillExecutionEngine>();
        var results = await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => engine.ExecuteAsync(SimulatedSkill.Of(timeout: Patience), new { text = "x" }, new() { TenantId = "t" }))).ConfigureAwait(false);
        return (results.Count(static r => r.IsSuccess), results.Sum(static r => r.CostUsd ?? 0));
    }

    private static Outcome OutcomeOf(string key, string title, int served, decimal billed) => new(
        key, title, "The longest reply would cost $0.041, so twelve fit at a time. A call costs $0.00012. The budget is $0.50.",
        [
            Figure.AtLeast("served", served, Calls),
            Figure.AtMost("billed beyond the budget, USD", (double)Math.Max(0, billed - Cap), 0),
        ]);
}
