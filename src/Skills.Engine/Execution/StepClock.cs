using System.Diagnostics;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Execution;

/// <summary>Times the steps of one execution, and holds their spans.</summary>
internal sealed class StepClock(long started, TimeProvider time, SkillTelemetry telemetry, RunObserver? observer)
{
    private long _stepStarted;
    private bool _inStep;
    private Activity? _stepSpan;

    /// <summary>The step under way, or the last one.</summary>
    public SkillStep Step { get; private set; }

    public StepTimings Timings { get; } = new();

    /// <summary>The execution's span; null without listeners.</summary>
    public Activity? Span { get; set; }

    /// <summary>Milliseconds since the execution started.</summary>
    public double ElapsedMs => time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>Ends the step under way, if any, and starts this one. A step entered again adds to its time.</summary>
    public void Enter(SkillStep step)
    {
        _stepStarted = Leave(errorCode: null);
        Step = step;
        _inStep = true;
        if (Span is not null)
        {
            Activity.Current = Span;
        }

        _stepSpan = telemetry.StepEntered(step);
        observer?.StepEntered(step);
    }

    /// <summary>Ends the step under way, if any.</summary>
    /// <param name="errorCode">Why it failed; null when it did not.</param>
    /// <returns>The timestamp of the end.</returns>
    public long Leave(string? errorCode)
    {
        var now = time.GetTimestamp();
        if (_inStep)
        {
            var milliseconds = time.GetElapsedTime(_stepStarted, now).TotalMilliseconds;
            Timings.Add(Step, milliseconds);
            telemetry.StepLeft(_stepSpan, Step, milliseconds, errorCode);
            _stepSpan = null;
            _inStep = false;
        }

        return now;
    }
}
