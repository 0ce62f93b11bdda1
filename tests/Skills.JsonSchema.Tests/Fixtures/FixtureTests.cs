namespace Skills.JsonSchema.Tests.Fixtures;

/// <summary>Runs the text files of this folder.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Files => [.. Fixture.All().Select(static fixture => fixture.File).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryInstanceHasTheVerdictAndTheErrorsOfTheFile(string file)
    {
        var cases = Fixture.All().Where(fixture => fixture.File == file).ToList();

        var differences = cases.SelectMany(static fixture => fixture.Drafts.SelectMany(draft => Differences(fixture, draft))).ToList();

        Assert.NotEmpty(cases);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void ThereAreThousandsOfThem() =>
        Assert.InRange(Fixture.All().Sum(static fixture => fixture.Drafts.Count * fixture.Instances.Count), 5_000, int.MaxValue);

    private static IEnumerable<string> Differences(Fixture fixture, string draft)
    {
        var schema = Some.Schema(fixture.Schema, new JsonSchemaOptions { DefaultDraft = Fixture.DraftOf(draft) });
        foreach (var instance in fixture.Instances)
        {
            var value = Some.Json(instance.Text);
            var result = schema.Validate(value);
            var errors = result.Errors.Select(static error => $"{(error.InstanceLocation.Length == 0 ? "(root)" : error.InstanceLocation)} {(error.Keyword.Length == 0 ? "false" : error.Keyword)}").Distinct().Order(StringComparer.Ordinal).ToList();
            if (schema.IsValid(value) != instance.IsValid || result.IsValid != instance.IsValid || !errors.SequenceEqual(instance.Errors.Order(StringComparer.Ordinal)))
            {
                yield return $"{fixture.Title}, draft {draft}, {fixture.Schema}, {instance.Text}: {(result.IsValid ? "valid" : string.Join(", ", errors))}";
            }
        }
    }
}
