using System.Text.Json;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>The parts of a run that some expectations need beyond the result.</summary>
internal interface IExpectationServices
{
    /// <summary>Lets a model judge a value. The mismatch is of kind not checked where no model may be asked.</summary>
    Task<Mismatch?> JudgeAsync(TestObservation seen, JsonElement? value, JsonElement wanted, CancellationToken cancellationToken);

    /// <summary>Compares a text with a stored one, or stores it.</summary>
    Mismatch? Snapshot(TestObservation seen, string kind, string? name, string? text);
}
