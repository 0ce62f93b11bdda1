using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Skills.Replies;

namespace Skills.Engine.Execution;

/// <summary>
/// Carries what happens in a run to the caller that streams it. A caller that does not read holds no more than the text once: what
/// waits beyond a limit is joined, and only the newest partial value is kept. Limits of replies and attempts bound the rest.
/// </summary>
internal sealed class RunObserver(Func<StreamedReply> newReader)
{
    private const int MostApart = 64 * 1024;

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private readonly Queue<SkillEvent> _waiting = new();
    private readonly StringBuilder _joined = new();
    private readonly StringBuilder _thought = new();
    private SkillPartialEvent? _partial;
    private StreamedReply? _reader;
    private int _apart;

    /// <summary>Ends when the run is over, or with its exception.</summary>
    public async IAsyncEnumerable<SkillEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Take() is { } next)
            {
                yield return next;
            }

            // After the end the channel is completed, with the problem if there is one.
            if (!await _changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            _changes.Reader.TryRead(out _);
        }

        while (Take() is { } last)
        {
            yield return last;
        }
    }

    public void StepEntered(SkillStep step) => Add(new SkillStepEvent(step));

    /// <summary>A later try starts its text again.</summary>
    public void Attempted(SkillAttempt attempt)
    {
        _reader = null;
        Add(new SkillAttemptEvent(attempt));
    }

    public void ToolStarted(ModelToolCall call, int round) => Add(new SkillToolCallEvent(call, round));

    public void ToolEnded(SkillToolRun run) => Add(new SkillToolResultEvent(run));

    public void Reasoned(string text)
    {
        lock (_gate)
        {
            if (_thought.Length > 0 || _apart >= MostApart)
            {
                _thought.Append(text);
            }
            else
            {
                _apart += text.Length;
                _waiting.Enqueue(new SkillReasoningEvent(text));
            }
        }

        _changes.Writer.TryWrite(true);
    }

    public ValueTask DeltaAsync(string text)
    {
        if (text.Length > 0)
        {
            var reader = _reader ??= newReader();
            AddText(text, reader.Append(text) ? new(reader.Current) : null);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the stream: with the result, or with the exception that ended the run.</summary>
    public void Complete(SkillResult? result, Exception? problem)
    {
        if (result is not null)
        {
            Add(new SkillResultEvent(result));
        }

        _changes.Writer.TryComplete(problem);
    }

    private void Add(SkillEvent happened)
    {
        lock (_gate)
        {
            Separate();
            _waiting.Enqueue(happened);
        }

        _changes.Writer.TryWrite(true);
    }

    private void AddText(string text, SkillPartialEvent? partial)
    {
        lock (_gate)
        {
            if (_joined.Length > 0 || _apart >= MostApart)
            {
                _joined.Append(text);
                _partial = partial ?? _partial;
            }
            else
            {
                _apart += text.Length;
                _waiting.Enqueue(new SkillDeltaEvent(text));
                if (partial is not null)
                {
                    _waiting.Enqueue(partial);
                }
            }
        }

        _changes.Writer.TryWrite(true);
    }

    private SkillEvent? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _apart = 0;
                Separate();
            }

            return _waiting.TryDequeue(out var next) ? next : null;
        }
    }

    private void Separate()
    {
        if (_thought.Length > 0)
        {
            _waiting.Enqueue(new SkillReasoningEvent(_thought.ToString()));
            _thought.Clear();
        }

        if (_joined.Length > 0)
        {
            _waiting.Enqueue(new SkillDeltaEvent(_joined.ToString()));
            _joined.Clear();
            if (_partial is { } partial)
            {
                _waiting.Enqueue(partial);
                _partial = null;
            }
        }
    }
}
