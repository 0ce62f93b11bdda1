using System.Diagnostics;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Completing;

/// <summary>The scripts in real shells, with the real program.</summary>
public sealed class ShellTests
{
    // What readline hands to the function when the user presses Tab.
    private const string Bash = """
        source <(skills completion bash)
        COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
        _skills
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    // A shell in a pseudo terminal, with one Tab. The first call of an autoloaded function must complete as well.
    private const string Zsh = """
        mkdir -p fn && skills completion zsh > fn/_skills
        zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'PS1=; fpath=($PWD/fn $fpath); autoload -Uz compinit; compinit -u -d dump; zstyle ":completion:*" list-colors ""; bindkey "^X" kill-whole-line; print rea""dy'
        while zpty -r z line; do [[ $line == *ready* ]] && break; done
        zpty -w -n z "$1"$'\t'
        zpty -w z ' ; print do""ne'
        all=
        while zpty -r z line; do all+=$line; [[ $line == *done* ]] && break; done
        print -r -- "$all"
        """;

    [Theory]
    [InlineData("bash", "skills val", "validate")]
    [InlineData("bash", "skills run gr", "greeting")]
    [InlineData("bash", "skills test --record m", "missing")]
    [InlineData("bash", "skills models upd", "update")]
    [InlineData("zsh", "skills val", "skills validate")]
    [InlineData("zsh", "skills run gr", "skills run greeting")]
    public async Task ATabCompletes(string shell, string typed, string completed)
    {
        Assert.Contains(completed, await CompleteAsync(shell, typed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChoicesAreCompletedAsTheHelpWritesThem()
    {
        var choices = (await CompleteAsync("bash", "skills test --record ")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Superset(new HashSet<string> { "missing", "all" }, choices.ToHashSet());
        Assert.DoesNotContain("None", choices);
        Assert.DoesNotContain(choices, static c => c.StartsWith('/'));
    }

    private static async Task<string> CompleteAsync(string shell, string typed)
    {
        var program = Path.Combine("/usr/bin", shell);
        Assert.SkipUnless(File.Exists(program), $"{shell} is not installed.");
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        var tool = place.Write("bin/skills", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "skills.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string[] quiet = shell == "bash" ? ["--norc", "--noprofile"] : ["-f"];
        var start = new ProcessStartInfo(program, [.. quiet, "-c", shell == "bash" ? Bash : Zsh, shell, typed])
        {
            WorkingDirectory = place.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(place.Folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TERM"] = "dumb";
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await Eventually.EndsAsync(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await Eventually.EndsAsync(process.WaitForExitAsync(TestContext.Current.CancellationToken));
            Assert.True(process.ExitCode == 0, await error);
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
