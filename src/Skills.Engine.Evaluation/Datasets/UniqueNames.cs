namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Names of cases identify their results and cassettes.</summary>
internal static class UniqueNames
{
    public static IReadOnlyList<SkillTestCase> Check(string file, IReadOnlyList<SkillTestCase> cases)
    {
        var twice = cases.GroupBy(static c => c.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1);
        return twice is null
            ? cases
            : throw new SkillDatasetException($"{file}: the cases in lines {string.Join(" and ", twice.Take(2).Select(static c => c.Line))} have the same name. Give each its own.");
    }
}
