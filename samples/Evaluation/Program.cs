using Skills.Engine;
using Skills.Engine.Evaluation;

// Runs the test cases of samples/skills as a CI job does: no key, reports for the job, and an exit code that stops a regression.
// dotnet run --project samples/Evaluation                                        compares with the committed baseline
// dotnet run --project samples/Evaluation -- --write-baseline FILE               accepts what is so now
var baseline = Path.Combine(AppContext.BaseDirectory, "skills.baseline.json");
var reports = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "reports")).FullName;

await using var runner = SkillTestRunner.Create(builder => builder
    .AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills"))
    .AddDryRun());

var report = await runner.RunAsync();

await File.WriteAllTextAsync(Path.Combine(reports, "tests.xml"), SkillTestReports.ToJUnit(report));
await File.WriteAllTextAsync(Path.Combine(reports, "tests.md"), SkillTestReports.ToMarkdown(report));
await File.WriteAllTextAsync(Path.Combine(reports, "tests.html"), SkillTestReports.ToHtml(report));
Console.WriteLine($"{report.Results.Count} cases. Reports: {reports}");

if (args is ["--write-baseline", var file])
{
    await File.WriteAllTextAsync(file, SkillTestBaseline.Of(report).ToJson());
    return 0;
}

var gate = SkillTestGate.Check(SkillTestBaseline.Parse(await File.ReadAllTextAsync(baseline)), report);
Console.WriteLine($"{gate.Verdict}: {gate.Summary}");
return report.IsSuccess && gate.Verdict != GateVerdict.Regressed ? 0 : 1;
