using System.Threading.Channels;
using Skills.Replies;

namespace Skills.Engine.Execution;

/// <summary>Carries what happens in a run to the caller that streams it. What waits is bounded by the limits of replies and attempts.</summary>
internal sealed class RunObserver(Func<StreamedReply> newReader)
{
    private readonly Channel<SkillEvent> _events = Channel.CreateUnbounded<SkillEvent>(new() { SingleReader = true });

    private StreamedReply? _reader;

    /// <summary>Ends when the run is over, or with its exception.</summary>
    public IAsyncEnumerable<SkillEvent> ReadAllAsync(CancellationToken cancellationToken) => _events.Reader.ReadAllAsync(cancellationToken);

    public void StepEntered(SkillStep step) => _events.Writer.TryWrite(new SkillStepEvent(step));

    /// <summary>A later try starts its text again.</summary>
    public void Attempted(SkillAttempt attempt)
    {
        _reader = null;
        _events.Writer.TryWrite(new SkillAttemptEvent(attempt));
    }

    public ValueTask DeltaAsync(string text)
    {
        if (text.Length > 0)
        {
            _events.Writer.TryWrite(new SkillDeltaEvent(text));
            var reader = _reader ??= newReader();
            if (reader.Append(text))
            {
                _events.Writer.TryWrite(new SkillPartialEvent(reader.Current));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the stream: with the result, or with the exception that ended the run.</summary>
    public void Complete(SkillResult? result, Exception? problem)
    {
        if (result is not null)
        {
            _events.Writer.TryWrite(new SkillResultEvent(result));
        }

        _events.Writer.TryComplete(problem);
    }
}
