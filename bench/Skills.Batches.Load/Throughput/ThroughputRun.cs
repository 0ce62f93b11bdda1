using System.Diagnostics;
using System.Globalization;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Batches.Load.Throughput;

/// <summary>Measures the speed of a run with an instant model and all eight steps, beside a bare loop on the same server.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Items">Items of the run.</param>
/// <param name="Processes">Processes that work on it.</param>
/// <param name="Parallelism">Executions at the same time, in each process.</param>
internal sealed record ThroughputRun(string Kind, int Items, int Processes, int Parallelism)
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(10);

    /// <summary>Prints the speeds. The bare loops are measured before and after the run. The exit code is 1 if an item is lost or has two results.</summary>
    public async Task<int> PrintAsync(string? connection)
    {
        await using var store = await LoadStore.StartAsync(Kind, connection);
        (string Name, BareLoop Loop)[] loops = Kind == "redis" ? [("100 items a command", BareLoop.Grouped), ("1 item a command", BareLoop.Single(Parallelism))] : [];
        var before = await PrintBareAsync(store, loops);
        var (rate, progress, rows) = await RunAsync(store);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kind}, {Items} items, {Processes} process(es): {rate}"));
        var after = await PrintBareAsync(store, loops);
        foreach (var ((name, _), first, second) in loops.Zip(before, after))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate.PerSecond * (first.Seconds + second.Seconds) / (2 * Items):F2} × the bare loop of {name}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Succeeded} succeeded, {Items - rows} lost, {progress.Succeeded - rows} double, {progress.Repeats} repeats, {Environment.WorkingSet / 1048576} MiB"));
        return rows == Items && progress.Succeeded == Items ? 0 : 1;
    }

    /// <summary>Measures a bare loop.</summary>
    public async Task<Rate> BareAsync(LoadStore store, BareLoop loop)
    {
        await BareLoop.PrepareAsync(store.Connection);
        var workers = await ChildProcess.StartAsync(Processes - 1, "bare-worker", store.Connection, $"{loop.Piece}", $"{loop.AtOnce}");
        try
        {
            await WarmUp.RunAsync(items => loop.RunAsync(store.Connection, items));
            return await RateAsync(store, workers, () => loop.RunAsync(store.Connection, Items));
        }
        finally
        {
            End(workers);
        }
    }

    /// <summary>Measures a run.</summary>
    /// <returns>The speed, the last progress, and the number of rows that have a result.</returns>
    public async Task<(Rate Rate, BatchProgress Progress, int Rows)> RunAsync(LoadStore store)
    {
        await using var engine = SkillsEngine.Create(builder => LoadStore.Add(builder, Kind, store.Connection, new InstantModel()));
        var workers = await ChildProcess.StartAsync(Processes - 1, "worker", Kind, store.Connection);
        try
        {
            await WarmUp.RunAsync(items => FinishAsync(engine, items));
            BatchProgress? progress = null;
            var rate = await RateAsync(store, workers, async () =>
            {
                var began = Stopwatch.GetTimestamp();
                progress = await FinishAsync(engine, Items);
                return Stopwatch.GetElapsedTime(began).TotalSeconds;
            });
            return (rate, progress!, await RowsAsync(engine, progress!.Run.Id));
        }
        finally
        {
            End(workers);
        }
    }

    private async Task<IReadOnlyList<Rate>> PrintBareAsync(LoadStore store, IReadOnlyList<(string Name, BareLoop Loop)> loops)
    {
        var rates = new List<Rate>();
        foreach (var (name, loop) in loops)
        {
            rates.Add(await BareAsync(store, loop));
            Console.WriteLine($"bare stream loop, {name}, {Processes} process(es): {rates[^1]}");
        }

        return rates;
    }

    private async Task<Rate> RateAsync(LoadStore store, IReadOnlyList<ChildProcess> workers, Func<Task<double>> run)
    {
        int[] processes = [Environment.ProcessId, .. workers.Select(static w => w.Id)];
        int[] server = store.Redis is { } redis ? [redis.Pid] : [];
        var (workersBefore, serverBefore) = (CpuTime.Of(processes), CpuTime.Of(server));
        var seconds = await run();
        return new(Items, seconds, CpuTime.Of(processes) - workersBefore, server is [] ? null : CpuTime.Of(server) - serverBefore);
    }

    private async Task<BatchProgress> FinishAsync(SkillExecutionEngine engine, int items)
    {
        var run = await engine.Batches.StartAsync(LoadSkill.Skill, LoadSkill.Source(items), new() { Parallelism = Parallelism });
        BatchProgress? last = null;
        var shown = Stopwatch.GetTimestamp();
        await foreach (var progress in engine.Batches.WatchAsync(run.Id, TimeSpan.FromMilliseconds(50)))
        {
            last = progress;
            if (Stopwatch.GetElapsedTime(shown) > ShowEvery)
            {
                shown = Stopwatch.GetTimestamp();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {progress.Finished} of {items}"));
            }
        }

        await engine.Batches.WaitAsync(run.Id);
        return last!;
    }

    private static async Task<int> RowsAsync(SkillExecutionEngine engine, string run)
    {
        var rows = new HashSet<long>();
        await foreach (var result in engine.Batches.ResultsAsync(run))
        {
            rows.Add(result.Row);
        }

        return rows.Count;
    }

    private static void End(IReadOnlyList<ChildProcess> workers)
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }
    }
}
