using System.Globalization;
using System.Text.Json;

namespace Skills.Replies.Damage;

/// <summary>Seeded damage of many kinds: what is read must be right, or the model must be asked again. The table of docs/outputs-and-rules.md.</summary>
public class DamageTests(ITestOutputHelper output)
{
    private const int RepliesOfEachKind = 700;
    private const int Seed = 20261128;

    private static readonly ReplySchema Schema = ReplySchema.Compile(JsonElement.Parse(DamageSample.Schema));

    [Fact]
    public void HardlyAnyDamageIsReadWronglyInSilence()
    {
        var rows = DamageKinds.All.Select(static kind => Measure(kind)).ToList();

        output.WriteLine("| kind | right | asked again | silently wrong |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (var row in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {Share(row.Right):F1} % | {Share(row.Asked):F1} % | {Share(row.Wrong):F2} % |"));
        }

        var all = rows.Count * RepliesOfEachKind;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | {100.0 * rows.Sum(static r => r.Right) / all:F1} % | {100.0 * rows.Sum(static r => r.Asked) / all:F1} % | {100.0 * rows.Sum(static r => r.Wrong) / all:F2} % |"));
        Assert.Equal(29, rows.Count);
        Assert.All(rows, row => Assert.True(Share(row.Wrong) <= 1, $"{row.Name}: {row.Wrong} of {RepliesOfEachKind} silently wrong, such as {row.Example}"));
        Assert.True(rows.Sum(static r => r.Wrong) <= 0.002 * all, $"{rows.Sum(static r => r.Wrong)} silently wrong");
        Assert.True(rows.Sum(static r => r.Right) >= 0.88 * all, $"{rows.Sum(static r => r.Right)} of {all} right");
    }

    private static double Share(int count) => 100.0 * count / RepliesOfEachKind;

    private static Row Measure(DamageKind kind)
    {
        var random = new Random(Seed);
        var row = new Row(kind.Name, 0, 0, 0, null);
        for (var i = 0; i < RepliesOfEachKind; i++)
        {
            var sample = DamageSample.Next(random);
            var reply = kind.Spoil(sample, random);
            var reading = ReplyReader.Read(reply, Schema);
            row = !reading.IsValid ? kind.IsLost ? row with { Right = row.Right + 1 } : row with { Asked = row.Asked + 1 }
                : !kind.IsLost && IsRight(kind, sample, reading.Value!.Value) ? row with { Right = row.Right + 1 }
                : row with { Wrong = row.Wrong + 1, Example = row.Example ?? $"{reply} gave {reading.Value}" };
        }

        return row;
    }

    private static bool IsRight(DamageKind kind, DamageSample sample, JsonElement value)
    {
        var expected = JsonElement.Parse(sample.Json);
        return kind.Name != "raw line breaks" ? JsonElement.DeepEquals(expected, value)
            : value.GetProperty("summary").GetString() == expected.GetProperty("summary").GetString() + "\nA second line.";
    }

    private sealed record Row(string Name, int Right, int Asked, int Wrong, string? Example);
}
