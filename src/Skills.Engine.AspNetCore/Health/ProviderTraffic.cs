namespace Skills.Engine.AspNetCore.Health;

/// <summary>Counts what providers answered in the last minutes, from the executions as the log gets them. Thread-safe.</summary>
internal sealed class ProviderTraffic(TimeProvider time) : IExecutionLog
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // What the last calls say counts; more would let an hour of success hide a fresh outage.
    private const int LastCalls = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Call>> _calls = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Each provider that was called within the window.</summary>
    public IReadOnlyList<ProviderState> States
    {
        get
        {
            var since = time.GetUtcNow() - Window;
            lock (_gate)
            {
                return [.. _calls.Select(c => StateOf(c.Key, [.. c.Value.Where(x => x.At >= since)])).Where(static s => s.Calls > 0).OrderBy(static s => s.Provider, StringComparer.Ordinal)];
            }
        }
    }

    public ValueTask WriteAsync(ExecutionRecord record, CancellationToken cancellationToken)
    {
        foreach (var attempt in record.Result.Attempts)
        {
            if (IsVerdict(attempt.Error))
            {
                Add(attempt.ModelProvider, new(attempt.StartedAt, attempt.Error));
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Add(string provider, Call call)
    {
        lock (_gate)
        {
            if (!_calls.TryGetValue(provider, out var calls))
            {
                _calls[provider] = calls = new();
            }

            calls.Enqueue(call);
            if (calls.Count > LastCalls)
            {
                calls.Dequeue();
            }
        }
    }

    // A prompt that is too long or refused says nothing of the provider's health, nor does a caller who left.
    private static bool IsVerdict(ModelErrorKind? error) =>
        error is null or ModelErrorKind.RateLimit or ModelErrorKind.Quota or ModelErrorKind.Overloaded or ModelErrorKind.ServerError
            or ModelErrorKind.Network or ModelErrorKind.Timeout or ModelErrorKind.Auth or ModelErrorKind.Permission;

    private static ProviderState StateOf(string provider, IReadOnlyList<Call> calls) =>
        new(provider, calls.Count, calls.Count(static c => c.Error is not null), calls.LastOrDefault(static c => c.Error is not null)?.Error);

    private sealed record Call(DateTimeOffset At, ModelErrorKind? Error);
}

/// <summary>What a provider's latest calls say.</summary>
internal sealed record ProviderState(string Provider, int Calls, int Failures, ModelErrorKind? LastError)
{
    public bool IsDown => Failures == Calls;

    public bool IsShaky => Failures * 2 > Calls;
}
