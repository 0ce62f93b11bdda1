using System.Globalization;
using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Batches.Load.Sizing;

/// <summary>Measures the bytes of an item in each store, while it waits and when it is finished.</summary>
internal static class ItemSizes
{
    private const int Items = 20_000;
    private const int TextBytes = 500;

    /// <summary>Returns a table.</summary>
    public static async Task<string> TableAsync()
    {
        var lines = new List<string> { "| store | bytes of a waiting item | bytes of a finished item |", "|---|---|---|" };
        foreach (var kind in (string[])["redis", "postgres", "journal"])
        {
            Console.Error.WriteLine($"sizes: {kind}");
            var (waiting, finished) = await MeasureAsync(kind);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {waiting:N0} | {finished:N0} |"));
        }

        return string.Join('\n', lines);
    }

    private static async Task<(long Waiting, long Finished)> MeasureAsync(string kind)
    {
        await using var store = await LoadStore.StartAsync(kind);
        var text = new string('x', TextBytes);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = SkillsEngine.Create(builder => LoadStore.Add(builder, kind, store.Connection, new GatedModel(text, gate.Task)));
        var options = new BatchRunOptions { Parallelism = 4, MaxPending = Items };
        await engine.Batches.ListAsync();
        var before = await store.BytesAsync();
        var run = await engine.Batches.StartAsync(LoadSkill.Skill, LoadSkill.Source(Items, text), options);
        while (!(await engine.Batches.GetProgressAsync(run.Id)).IsSourceDone)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        var waiting = await store.BytesAsync();
        gate.SetResult();
        await engine.Batches.WaitAsync(run.Id);
        return ((waiting - before) / Items, (await store.BytesAsync() - before) / Items);
    }

    /// <summary>A model that answers when a gate is open.</summary>
    private sealed class GatedModel(string text, Task gate) : InstantModel(text)
    {
        public override async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            return await base.InvokeAsync(request, cancellationToken);
        }
    }
}
