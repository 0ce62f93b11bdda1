using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Skills.Tests.TestDeadline]

namespace Skills.Tests;

/// <summary>
/// The deadline of every test, for those whose own waits have none: the test's token is canceled, and when that does not end the
/// test either, the process ends with its name. A run that hangs says where.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestDeadlineAttribute : BeforeAfterTestAttribute
{
    // Long forms of tests, and slow machines, have more.
    private const string MinutesVariable = "SKILLS_TEST_MINUTES";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(int.TryParse(Environment.GetEnvironmentVariable(MinutesVariable), CultureInfo.InvariantCulture, out var minutes) ? minutes : 5);

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Timer> _timers = new(StringComparer.Ordinal);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Debugger.IsAttached)
        {
            return;
        }

        var (context, isCanceled) = (TestContext.Current, false);
        _timers[test.UniqueID] = new(
            _ =>
            {
                if (isCanceled)
                {
                    Environment.FailFast($"The test '{test.TestDisplayName}' did not end within {Longest + Grace}.");
                }

                isCanceled = true;
                context.CancelCurrentTest();
            },
            null,
            Longest,
            Grace);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_timers.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }
}
