namespace Skills.Engine.Generators.Tests;

/// <summary>The sample skills compile to clients, without an error or a warning.</summary>
public sealed class SampleClientTests
{
    private static readonly string Samples = Path.Combine(Compilations.Root(), "samples", "skills");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Samples, "*.skill.*", SearchOption.AllDirectories).Select(static f => Path.GetRelativePath(Samples, f)).Order()];

    [Fact]
    public void ThereAreEighteenSamples() => Assert.Equal(18, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void ASampleCompilesToAClient(string file)
    {
        var text = File.ReadAllText(Path.Combine(Samples, file));
        const string Use = """
            using System.Threading.Tasks;
            using Skills.Engine;
            [SkillFile("FILE")]
            public sealed partial class Client;
            public static class Caller
            {
                public static async Task<Client.Output> Run(ISkillExecutionEngine engine, Client.Input input) => (await new Client(engine).ExecuteAsync(input)).Value;
                public static SkillsEngineBuilder Add(SkillsEngineBuilder builder) => builder.AddSkillClients();
            }
            """;

        Assert.Empty(Compilations.Compile(Use.Replace("FILE", Path.GetFileName(file), StringComparison.Ordinal), (file, text)).Select(static d => d.ToString()));
    }

    [Fact]
    public void AllSamplesTogetherGetClientsNamedAfterThem()
    {
        (string, string)[] files = [.. Directory.EnumerateFiles(Samples, "*.skill.*", SearchOption.AllDirectories).Select(static f => ("all/" + Path.GetFileName(f), File.ReadAllText(f)))];
        const string Use = """
            public static class Caller
            {
                public static Sample.TicketTriage.OutputCategory Of(Sample.TicketTriage.Output output) => output.Category;
                public static int? Line(Sample.CodeReview.Output output) => (int?)output.Findings[0].Location?.StartLine;
                public static Sample.SqlQuery.InputDialect Dialect => Sample.SqlQuery.InputDialect.Postgresql;
            }
            """;

        Assert.Empty(Compilations.Compile(Use, files).Select(static d => d.ToString()));
    }

    [Fact]
    public void ARenamedPropertyBreaksTheBuildOfItsCallers()
    {
        const string Use = """
            using Skills.Engine;
            [SkillFile("triage.skill.yaml")]
            internal sealed partial class Triage;
            internal static class Caller { public static int Of(Triage.Output output) => output.Urgency; }
            """;
        var text = Compilations.Source("Skills", "triage.skill.yaml");

        Assert.Empty(Compilations.Compile(Use, ("triage.skill.yaml", text)));
        var error = Assert.Single(Compilations.Compile(Use, ("triage.skill.yaml", text.Replace("urgency", "priority", StringComparison.Ordinal))));
        Assert.Equal(("CS1061", 3), (error.Id, error.Location.GetLineSpan().StartLinePosition.Line));
    }
}
