namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Cases that candidates see, and cases that decide.</summary>
/// <param name="Seen">The cases for making and ranking candidates.</param>
/// <param name="HeldOut">The cases for the verdict.</param>
internal sealed record Split(IReadOnlyList<SkillTestCase> Seen, IReadOnlyList<SkillTestCase> HeldOut)
{
    /// <summary>Splits by a shuffle that is the same for the same cases and seed.</summary>
    public static Split Of(IReadOnlyList<SkillTestCase> cases, double heldOut, Random random)
    {
        var shuffled = cases.Where(static c => c.Skip is null).OrderBy(static c => c.Name, StringComparer.Ordinal).ToArray();
        random.Shuffle(shuffled);
        var count = (int)Math.Round(shuffled.Length * heldOut);
        return new(shuffled[count..], shuffled[..count]);
    }
}
