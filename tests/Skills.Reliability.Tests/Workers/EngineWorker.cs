using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Reliability.Tests.Calls;

namespace Skills.Reliability.Tests.Workers;

/// <summary>
/// What this executable does when a run starts it again as another process: it has an engine, makes the calls whose numbers it reads,
/// and writes a line for each that ended.
/// </summary>
internal sealed class EngineWorker(WorkerConfig config)
{
    private readonly JumpingClock _clock = new();
    private readonly NameService _names = new();
    private readonly PauseMeter _pauses = new();
    private readonly WorkerSkills _skills = new(config.Process);
    private readonly Lock _output = new();

    public async Task RunAsync()
    {
        // A write beyond a file's largest size is an error then, and not the end of the process.
        using var fullDisk = PosixSignalRegistration.Create((PosixSignal)25, static context => context.Cancel = true);
        _pauses.Start();
        using var counters = new WorkerCounters();
        var host = WorkerHost.Build(config, _skills, _clock, _names);
        var caller = new WorkerCaller(config, _skills, host.GetRequiredService<SkillExecutionEngine>(), _pauses);
        Say("ready");
        var atBase = await ServeAsync(caller);
        var atEnd = await WorkerUsage.SettledAsync(atBase);
        await host.DisposeAsync();
        var end = new WorkerEnd(config.Process, atBase, atEnd, counters["skills.executions"], counters["skills.attempts"], counters["skills.log.written"], counters["skills.log.lost"]);
        Say("end " + JsonSerializer.Serialize(end));
    }

    private async Task<WorkerUsage> ServeAsync(WorkerCaller caller)
    {
        var atBase = new WorkerUsage(0, 0, 0);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["call", var number, .. var resumes]:
                    _ = Task.Run(async () => Say("done " + JsonSerializer.Serialize(await caller.RunAsync(Number(number), resumes.Length > 0))));
                    break;
                case ["jump", var seconds]:
                    _clock.Jump(TimeSpan.FromSeconds(Number(seconds)));
                    break;
                case ["names", var provider, var state]:
                    _names.Forget(provider, state == "unknown");
                    break;
                case ["measure"]:
                    atBase = WorkerUsage.Measure();
                    Say("measured");
                    break;
                case ["end"]:
                    return atBase;
            }
        }

        return atBase;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Say(string line)
    {
        lock (_output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
