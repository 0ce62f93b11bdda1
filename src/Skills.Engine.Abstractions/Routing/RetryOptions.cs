using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Retries, deadlines of one try and hedging. What is retried depends on the error's class; see <c>docs/routing-and-cost.md</c>.</summary>
public sealed class RetryOptions
{
    /// <summary>Upper bound of retries at one deployment within an execution; some classes allow fewer, some none.</summary>
    /// <value>Default 2; 0 to 10.</value>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>Wait before the first retry; doubles with each, and a random half of it is taken off.</summary>
    /// <value>Default half a second; zero to one minute.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before a retry when the provider did not ask for one.</summary>
    /// <value>Default eight seconds; at least <see cref="BaseDelay"/>.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Deadline of one try; the execution's deadline clamps it.</summary>
    /// <value>Default 100 seconds; more than zero.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Deadline for the first sign of life of a streamed reply: any event or comment, text or not.</summary>
    /// <value>Default one minute; more than zero.</value>
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Deadline for the first text of a streamed reply, while the model thinks and says so. <see cref="AttemptTimeout"/> bounds it as well.</summary>
    /// <value>Default ten minutes; more than zero.</value>
    public TimeSpan FirstTextTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline between two events of a streamed reply, text or not.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence of a streamed model that reasons unasked (<see cref="ModelDefinition.ReasoningHeadroom"/>), before the first event and between two: some APIs say nothing while it thinks.</summary>
    /// <value>Default five minutes; more than zero.</value>
    public TimeSpan ReasoningSilence { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Deadline of one try at a model that reasons unasked; the execution's deadline clamps it.</summary>
    /// <value>Default ten minutes; more than zero.</value>
    public TimeSpan ReasoningAttemptTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline for connecting; passed to the client.</summary>
    /// <value>Default ten seconds; more than zero.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a stream that breaks after pieces of it went on to the caller is started again, like one that breaks before. The
    /// caller learns of it by the <see cref="SkillAttemptEvent"/> of the broken try, which ends its text; false fails instead.
    /// </summary>
    /// <value>Default true.</value>
    public bool RestartStreams { get; set; } = true;

    /// <summary>When no answer came after this long, the next candidate is asked too and the first answer wins; the loser is canceled and its cost counted. Null never hedges.</summary>
    /// <value>Default null; more than zero.</value>
    public TimeSpan? HedgeAfter { get; set; }

    internal TimeSpan AttemptTimeoutOf(ModelDefinition model) => Longer(AttemptTimeout, ReasoningAttemptTimeout, model);

    internal TimeSpan FirstTokenTimeoutOf(ModelDefinition model) => Longer(FirstTokenTimeout, ReasoningSilence, model);

    internal TimeSpan IdleTimeoutOf(ModelDefinition model) => Longer(IdleTimeout, ReasoningSilence, model);

    private static TimeSpan Longer(TimeSpan usual, TimeSpan reasoning, ModelDefinition model) =>
        model.ReasoningHeadroom is > 0 && reasoning > usual ? reasoning : usual;
}
