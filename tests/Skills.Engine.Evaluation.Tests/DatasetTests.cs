using System.Text.Json;
using Skills.Engine.Evaluation.Cassettes;

namespace Skills.Engine.Evaluation.Tests;

public sealed class DatasetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skills-data-");

    [Fact]
    public void ALineOfJsonIsACaseOrAnInput()
    {
        var cases = Load("a.jsonl", """
            {"name":"first","input":{"text":"x"},"expect":[{"path":"$.queue","equals":"billing"}],"tags":["edge"],"respond":{"queue":"billing"}}

            {"text":"only an input"}
            """);

        Assert.Equal(["first", "row 3"], cases.Select(static c => c.Name));
        Assert.Equal((1, "edge", """{"queue":"billing"}"""), (cases[0].Line!.Value, cases[0].Tags[0], cases[0].Respond[0]));
        Assert.Equal("""{"text":"only an input"}""", cases[1].Input.GetRawText());
    }

    [Fact]
    public void AColumnIsAnInputAnExpectationOrTheCasesOwn()
    {
        var cases = Load("a.csv", ":name,text,count:json,expect:$.queue,expect:$.urgency:json,:tags\r\nfirst,\"a, \"\"quoted\"\"\nline\",3,billing,4,\"edge, slow\"\r\n,plain,,,,\r\n");

        Assert.Equal(["first", "row 4"], cases.Select(static c => c.Name));
        Assert.Equal("a, \"quoted\"\nline", cases[0].Input.GetProperty("text").GetString());
        Assert.Equal(3, cases[0].Input.GetProperty("count").GetInt32());
        Assert.Equal(["""{"path":"$.queue","equals":"billing"}""", """{"path":"$.urgency","equals":4}"""], cases[0].Expect.Select(static e => e.GetRawText()));
        Assert.Equal(["edge", "slow"], cases[0].Tags);
        Assert.Equal("""{"text":"plain"}""", cases[1].Input.GetRawText());
    }

    [Fact]
    public void EvalsOfAnAgentSkillBecomeCasesWithAJudge()
    {
        var cases = Load("evals.json", """
            {"skill_name":"deploy","evals":[
              {"id":1,"prompt":"Deploy it","expected_output":"A plan","assertions":["It has a rollback step"]},
              {"id":2,"prompt":"Read it","files":["a.txt"]}]}
            """);

        Assert.Equal(["eval 1", "eval 2"], cases.Select(static c => c.Name));
        Assert.Equal("Deploy it", cases[0].Input.GetProperty("request").GetString());
        Assert.Equal(3, cases[0].Expect.Count);
        Assert.Equal("It has a rollback step", cases[0].Expect[2].GetProperty("judge").GetString());
        Assert.NotNull(cases[1].Skip);
    }

    [Theory]
    [InlineData("a.jsonl", "{\"a\":1}\n{bad", "a.jsonl:2: the line is not valid JSON")]
    [InlineData("a.jsonl", "[1]", "a.jsonl:1: a case must be an object")]
    [InlineData("a.jsonl", "{\"name\":\"x\",\"input\":{}}\n{\"name\":\"x\",\"input\":{}}", "lines 1 and 2 have the same name")]
    [InlineData("a.csv", "a,b\n1", "a.csv:2: the row has 1 columns, the header 2")]
    [InlineData("a.csv", "a,a\n1,2", "two columns are called 'a'")]
    [InlineData("a.csv", "a\n\"open", "a.csv:2: the quote that begins a field in this line is never closed")]
    [InlineData("a.csv", "a\n\"x\"y", "only a comma")]
    [InlineData("a.csv", "a:json\n{", "column 'a:json' is not valid JSON")]
    [InlineData("a.json", "{}", "a list 'evals' is expected")]
    [InlineData("a.xlsx", "", "the ending '.xlsx' is not known")]
    public void AFileThatCannotBeReadSaysWhere(string name, string text, string sentence)
    {
        var wrong = Assert.Throws<SkillDatasetException>(() => Load(name, text));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxBytes")]
    [InlineData("MaxCases")]
    [InlineData("MaxLength")]
    [InlineData("MaxColumns")]
    public void EveryLimitHolds(string limit)
    {
        const string Text = "a,b\n123456789012,2\n3,4\n";
        var options = limit switch
        {
            "MaxBytes" => new SkillDatasetOptions { MaxBytes = 10 },
            "MaxCases" => new SkillDatasetOptions { MaxCases = 1 },
            "MaxLength" => new SkillDatasetOptions { MaxLength = 5 },
            _ => new SkillDatasetOptions { MaxColumns = 1 },
        };

        Assert.Contains(limit, Assert.Throws<SkillDatasetException>(() => Load("a.csv", Text, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APipeIsNotOpened()
    {
        var data = NamedPipe.Create(_folder.FullName, "cases.csv");
        var cassette = NamedPipe.Create(_folder.FullName, "case.1.json");

        var noData = await Assert.ThrowsAsync<SkillDatasetException>(() => Eventually.EndsAsync(Task.Run(() => SkillDataset.Load(data))));
        var noCassette = await Assert.ThrowsAsync<CassetteException>(() => Eventually.EndsAsync(Task.Run(() => new CassetteStore(null, 1000).Find(cassette))));

        Assert.All(new Exception[] { noData, noCassette }, static e => Assert.Contains("not a regular file", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void LoggedExecutionsBecomeCasesOnceForEachInput()
    {
        ExecutionRecord[] log = [Logged("1", "billing", content: true), Logged("2", "billing", content: true), Logged("3", "sales", content: false)];

        var test = Assert.Single(SkillDataset.FromExecutions(log));

        Assert.Equal("""{"word":"hello"}""", test.Input.GetRawText());
        Assert.Equal("success", test.Expect[0].GetProperty("status").GetString());
        Assert.Equal(("""$["queue"]""", "billing"), (test.Expect[1].GetProperty("path").GetString(), test.Expect[1].GetProperty("equals").GetString()));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ExecutionRecord Logged(string id, string queue, bool content) => new(
        new()
        {
            ExecutionId = id,
            SkillId = "triage",
            SkillVersion = "1.0.0",
            SkillHash = "",
            Status = ExecutionStatus.Success,
            Inputs = JsonElement.Parse("""{"word":"hello"}"""),
            Outputs = JsonElement.Parse($$"""{"queue":"{{queue}}"}"""),
        },
        null) { HasContent = content };

    private IReadOnlyList<SkillTestCase> Load(string name, string text, SkillDatasetOptions? options = null)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return SkillDataset.Load(path, options);
    }
}
