using System.Collections.Concurrent;
using System.Text.Json;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Redaction;

namespace Skills.Engine.Evaluation.Models;

/// <summary>One run of a case as the models see it: what answers, and what was answered. Thread-safe.</summary>
internal sealed class TestCall
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<CassetteAnswer>> _recorded = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CassetteAnswer> _answers = new();
    private int _next;
    private int _asked;
    private int _scripted;
    private int _live;
    private volatile bool _missed;

    public TestCall(Cassette? cassette)
    {
        foreach (var answer in cassette?.Answers ?? [])
        {
            if (!_recorded.TryGetValue(answer.Key, out var queue))
            {
                _recorded[answer.Key] = queue = new();
            }

            queue.Enqueue(answer);
        }
    }

    public required AnswerMode Mode { get; init; }

    public required Skill Skill { get; init; }

    public required string Case { get; init; }

    public required int Repeat { get; init; }

    public string? Target { get; init; }

    public required Redactor Redactor { get; init; }

    /// <summary>The texts that stand in for the model; empty for none.</summary>
    public IReadOnlyList<string> Script { get; init; } = [];

    /// <summary>Whether live answers are kept for a cassette.</summary>
    public bool Records { get; init; }

    /// <summary>Whether there is a cassette.</summary>
    public bool HasRecordings => _recorded.Count > 0;

    /// <summary>Whether a request had no recorded answer.</summary>
    public bool Missed => _missed;

    /// <summary>How often any model was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public int Scripted => Volatile.Read(ref _scripted);

    public int Live => Volatile.Read(ref _live);

    /// <summary>The answers recorded so far, in the order of arrival.</summary>
    public IReadOnlyList<CassetteAnswer> Answers => [.. _answers];

    /// <summary>Whether all answers but those of models come from here, so that no provider may be called.</summary>
    public bool IsOffline(Skill? skill) => Mode != AnswerMode.Live || IsScripted(skill);

    /// <summary>Whether a request of a skill is answered by the script: the skill under test itself, or a step when that is composed.</summary>
    public bool IsScripted(Skill? skill) => Script.Count > 0 && (Skill.Composition is not null || skill is null || skill.Id == Skill.Id);

    public void CountAsked() => Interlocked.Increment(ref _asked);

    public void CountLive() => Interlocked.Increment(ref _live);

    public void Miss() => _missed = true;

    /// <summary>Returns the next text of the script. The last one is repeated.</summary>
    public string NextScripted()
    {
        Interlocked.Increment(ref _scripted);
        return Script[Math.Min(Interlocked.Increment(ref _next) - 1, Script.Count - 1)];
    }

    /// <summary>Returns the recorded answer to a request; null when there is none. The same request twice takes the next one.</summary>
    public CassetteAnswer? FindRecorded(ModelRequest request)
    {
        var key = RequestKey.Of(RequestKey.FormOf(request, Redactor), Case, Repeat, Target);
        lock (_gate)
        {
            return _recorded.TryGetValue(key, out var queue) ? queue.Count > 1 ? queue.Dequeue() : queue.Peek() : null;
        }
    }

    /// <summary>Keeps a live answer.</summary>
    public void Record(ModelRequest request, ModelReply reply)
    {
        var form = RequestKey.FormOf(request, Redactor);
        _answers.Enqueue(new()
        {
            Key = RequestKey.Of(form, Case, Repeat, Target),
            Skill = request.Skill?.Slug,
            Model = request.Model.Id,
            Provider = request.Model.Provider,
            Request = form,
            Text = Redactor.Text(reply.Text),
            StopReason = reply.StopReason,
            SchemaMode = reply.SchemaMode,
            Usage = reply.Usage,
            ModelName = reply.ModelName,
            ToolCalls = reply.ToolCalls is { } calls ? JsonElement.Parse(Redactor.Json(calls)) : null,
            Calls = reply.Calls.Count > 0 ? [.. reply.Calls.Select(c => c with { Arguments = Redactor.Text(c.Arguments) })] : null,
            Warnings = [.. reply.Warnings.Select(Redactor.Text)],
        });
    }
}
