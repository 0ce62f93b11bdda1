using System.Diagnostics;
using System.Globalization;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Batches.Load.Faults;

/// <summary>A run whose processes and server are killed and frozen. At the end, results and ledger are compared with the bill.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Items">Items of the run.</param>
/// <param name="Processes">Processes that work on it.</param>
/// <param name="Seed">The seed of the faults.</param>
/// <param name="Faults">The number of faults.</param>
/// <param name="Output">The folder of the plots.</param>
internal sealed record FaultRun(string Kind, int Items, int Processes, int Seed, int Faults, string Output)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    private readonly List<DateTimeOffset> _serverKills = [];
    private readonly FaultSamples _samples = new();
    private readonly List<Task> _freezing = [];
    private int _inflicted;

    // Every fault may repeat what all processes have under way, twice.
    private decimal Budget => (Items * InstantModel.Price) + ((Faults + 1) * Processes * FaultJob.Parallelism * 2 * FaultJob.MaxItemCostUsd);

    /// <summary>Runs, and prints what was seen. The exit code is 1 if a check does not hold.</summary>
    public async Task<int> PrintAsync()
    {
        await using var store = await LoadStore.StartAsync(Kind);
        var folder = Directory.CreateTempSubdirectory("skills-faults-");
        try
        {
            var job = new FaultJob(Kind, store.Connection, Items, folder.FullName);
            await using var engine = SkillsEngine.Create(builder => LoadStore.Add(builder, Kind, store.Connection, new InstantModel(), FaultJob.Configure));
            var began = Stopwatch.GetTimestamp();
            using (var processes = new FaultProcesses(job, Budget, Processes))
            {
                await WatchAsync(engine.Batches, store, processes, began);
                await Task.WhenAll(_freezing);
            }

            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var checks = await FaultChecks.RunAsync(engine.Batches, Bill.Read(folder.FullName, Items), Items, _serverKills, _samples.CommittedUsd);
            await _samples.WriteAsync(Output, Kind, string.Create(CultureInfo.InvariantCulture, $"{Items:N0} items, {Processes} process(es), {_inflicted} faults"));
            Print(checks, seconds);
            return checks.Hold ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Print(FaultChecks checks, double seconds)
    {
        foreach (var line in checks.Lines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kind}: {Items} items, {Processes} process(es), {_inflicted} faults, seed {Seed}: {Items / seconds:F0} items/s in {seconds:F0} s; server {_samples.ServerMiB:F0} MiB, largest worker {_samples.WorkerMiB:F0} MiB"));
    }

    private async Task WatchAsync(SkillBatches batches, LoadStore store, FaultProcesses processes, long began)
    {
        var plan = new FaultPlan(Kind, Seed, Processes - 1);
        while (true)
        {
            await Task.Delay(LookEvery);
            if (Stopwatch.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"The run is not complete after {Limit.TotalMinutes} minutes.");
            }

            processes.Revive();
            if (await ProgressAsync(batches) is not { } progress)
            {
                continue;
            }

            _samples.Add(Stopwatch.GetElapsedTime(began), progress, () => store.Redis is { } redis ? ProcessMemory.MiBOf(redis.Pid) : 0, () => processes.MemoryMiB);
            if (progress.Run.State != BatchRunState.Running)
            {
                return;
            }

            if (_inflicted < Faults && progress.Finished >= (_inflicted + 1L) * Items / (Faults + 1))
            {
                _inflicted++;
                var fault = plan.Next();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds,7:F1} s  {progress.Finished,9} finished  {fault}"));
                await InflictAsync(fault, plan, store, processes);
            }
        }
    }

    private async Task InflictAsync(Fault fault, FaultPlan plan, LoadStore store, FaultProcesses processes)
    {
        switch (fault)
        {
            case Fault.KillWorker:
                processes.Worker(plan.Worker()).Kill();
                break;
            case Fault.KillReader:
                processes.Reader.Kill();
                break;
            case Fault.FreezeWorker:
                _freezing.Add(processes.Worker(plan.Worker()).FreezeAsync(FaultJob.Lease + plan.Time(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3))));
                break;
            case Fault.KillServer:
                _serverKills.Add(TimeProvider.System.GetUtcNow());
                await store.CrashAsync();
                break;
            case Fault.FreezeServer:
                store.Redis!.Pause();
                await Task.Delay(plan.Time(TimeSpan.FromSeconds(0.2), FaultJob.Lease + TimeSpan.FromSeconds(2)));
                store.Redis!.Resume();
                break;
        }
    }

    // The store may be down at the moment, or the run not started.
    private static async Task<BatchProgress?> ProgressAsync(SkillBatches batches)
    {
        try
        {
            using var limit = new CancellationTokenSource(LookLimit);
            return await batches.GetProgressAsync(FaultJob.Run, limit.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }
}
