using System.Globalization;
using System.Text.Json;

namespace Skills.Reliability.Tests.Fuzz;

/// <summary>
/// Random inputs at every place at which something from outside comes in. Each is accepted, or refused in the documented way, and soon.
/// <c>.ci/long fuzz</c> tries millions.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string CountVariable = "SKILLS_FUZZ_COUNT";
    private const string SeedVariable = "SKILLS_FUZZ_SEED";
    private const string DoorVariable = "SKILLS_FUZZ_DOOR";
    private const string ReportVariable = "SKILLS_FUZZ_REPORT";
    private const int ShortCount = 400;
    private static readonly TimeSpan ShortTime = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Doors => [.. FuzzDoors.All.Keys];

    [Theory]
    [MemberData(nameof(Doors))]
    public void WhateverComesInIsAcceptedOrRefused(string name)
    {
        var wanted = Environment.GetEnvironmentVariable(DoorVariable);
        Assert.SkipUnless(string.IsNullOrEmpty(wanted) || wanted == name, "Another door is wanted.");
        var count = Number(CountVariable);

        var report = new FuzzRun(FuzzDoors.All[name](), Number(SeedVariable) ?? 1).Run(count ?? ShortCount, count is null ? ShortTime : TimeSpan.MaxValue);

        var line = JsonSerializer.Serialize(report);
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path)
        {
            File.AppendAllText(path, line + "\n");
        }

        Assert.Empty(report.Finds);
        Assert.True(report.Accepted > 0, "Not even a sound input is accepted: the door is wrong.");
    }

    [Fact]
    public void ACrashAndAHangAreFound()
    {
        var crashing = new FuzzDoor("crashing", ["{}"u8.ToArray()], ["x"], static input => input.Contains((byte)'x') ? throw new InvalidOperationException("It crashed.") : true);
        var hanging = new FuzzDoor("hanging", ["{}"u8.ToArray()], ["x"], static input =>
        {
            for (var until = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(300); input.Contains((byte)'x') && Environment.CpuUsage.TotalTime < until;)
            {
                Thread.SpinWait(100);
            }

            return true;
        });

        Assert.True(new FuzzRun(crashing, 1).Run(100, ShortTime) is { Crashes: > 0, Finds.Count: > 0 });
        Assert.True(new FuzzRun(hanging, 1, TimeSpan.FromMilliseconds(100)).Run(20, TimeSpan.FromSeconds(10)) is { Hangs: > 0, Finds.Count: > 0 });
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
