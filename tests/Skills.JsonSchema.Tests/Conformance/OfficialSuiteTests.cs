using System.Globalization;
using System.Text;

namespace Skills.JsonSchema.Tests.Conformance;

public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryTestOfEveryDraftGivesTheExpectedVerdictThroughEveryDoor()
    {
        var table = new StringBuilder("draft         required        optional        format\n");
        var failures = new List<string>();
        foreach (var (folder, draft) in OfficialSuite.Drafts)
        {
            var plain = OfficialSuite.Options(draft);
            var asserting = OfficialSuite.Options(draft, assertFormat: true);
            var results = new[]
            {
                OfficialSuite.Run(folder, plain),
                OfficialSuite.Run($"{folder}/optional", plain),
                OfficialSuite.Run($"{folder}/optional/format", asserting),
            };
            table.Append(CultureInfo.InvariantCulture, $"{folder,-12}");
            foreach (var (total, failed) in results)
            {
                table.Append(CultureInfo.InvariantCulture, $"{$"{total - failed.Count}/{total}",-16}");
                failures.AddRange(failed);
            }

            table.AppendLine();
        }

        output.WriteLine(table.ToString());
        Console.WriteLine(table);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(3000)));
    }
}
