using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Models;
using Skills.Engine.Evaluation.Redaction;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Decides where the answers of a run come from.</summary>
internal sealed class CallFactory(SkillTestOptions options, CassetteStore cassettes, Redactor redactor)
{
    /// <summary>Whether live answers are recorded.</summary>
    public bool Records => options.Mode is SkillTestMode.RecordMissing or SkillTestMode.RecordAll;

    /// <summary>Returns the call of a run, with the cassette that it replays.</summary>
    /// <exception cref="CassetteException">The cassette cannot be read.</exception>
    public (TestCall Call, Cassette? Cassette, string Path) Make(PlannedTest test, int number)
    {
        var path = cassettes.PathOf(test.Definition, test.Case, test.TargetName, number);
        var cassette = options.Mode is SkillTestMode.Replay or SkillTestMode.RecordMissing ? cassettes.Find(path) : null;
        return (Make(test, number, ModeOf(test, cassette), cassette), cassette, path);
    }

    /// <summary>Returns the call that asks models instead, after a cassette did not fit.</summary>
    public TestCall Live(PlannedTest test, int number) => Make(test, number, AnswerMode.Live, null);

    private AnswerMode ModeOf(PlannedTest test, Cassette? cassette) => options.Mode switch
    {
        SkillTestMode.DryRun => AnswerMode.DryRun,
        SkillTestMode.Live or SkillTestMode.RecordAll => AnswerMode.Live,
        _ when cassette is not null => AnswerMode.Replay,
        SkillTestMode.RecordMissing => AnswerMode.Live,
        _ => options.Missing == MissingCassette.Fail && !IsScripted(test) ? AnswerMode.Replay : AnswerMode.DryRun,
    };

    private bool IsScripted(PlannedTest test) => !options.IgnoreRespond && test.Case.Respond.Count > 0;

    private TestCall Make(PlannedTest test, int number, AnswerMode mode, Cassette? cassette) => new(cassette)
    {
        Mode = mode,
        Skill = test.Skill,
        Case = test.Case.Name,
        Repeat = number,
        Target = test.TargetName,
        Redactor = redactor.With(test.Skill, test.Case.Input),
        Script = IsScripted(test) ? test.Case.Respond : [],
        Records = mode == AnswerMode.Live && Records,
    };
}
