using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Batch runs that a test scripts.</summary>
internal sealed class FakeBatches(params BatchSummary[] runs) : IBatchOverview
{
    /// <summary>The failure of the first watch, after its first summary; null for none.</summary>
    public Task? Failure { get; set; }

    /// <summary>Why nothing can be done with a run; null when it can.</summary>
    public string? Refusal { get; init; }

    public static BatchSummary Running(string id) => new() { Id = id, Skill = "greeter", SkillVersion = "1.0.0", State = "running", CreatedAt = DateTimeOffset.UnixEpoch };

    public static Task<TestHost> HostAsync(FakeBatches batches, Action<SkillBatchesEndpointOptions>? configure = null) => TestHost.StartAsync(
        services: (_, engine) => engine.Services.AddSingleton<IBatchOverview>(batches),
        pipeline: app => app.MapSkillBatches("/batches", o =>
        {
            o.Context = static http => new() { TenantId = Header(http, "X-Tenant"), UserId = Header(http, "X-User") };
            o.Interval = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(o);
        }));

    public ValueTask<IReadOnlyList<BatchSummary>> ListAsync(int limit, CancellationToken cancellationToken = default) => new(runs);

    public ValueTask<BatchSummary?> FindAsync(string id, CancellationToken cancellationToken = default) => new(runs.FirstOrDefault(r => r.Id == id));

    public async IAsyncEnumerable<BatchSummary> WatchAsync(string id, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var failure = Failure ?? Task.CompletedTask;
        Failure = null;
        while (true)
        {
            yield return runs.Single(r => r.Id == id);
            await failure.WaitAsync(cancellationToken);
            await Task.Delay(interval, cancellationToken);
        }
    }

    public ValueTask<string?> ControlAsync(string id, BatchAction action, CancellationToken cancellationToken = default) => new(Refusal);

    private static string? Header(Microsoft.AspNetCore.Http.HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
