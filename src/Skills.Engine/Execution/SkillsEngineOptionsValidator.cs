using Microsoft.Extensions.Options;
using Skills.Engine.Settings;

namespace Skills.Engine.Execution;

/// <summary>Checks the engine's own settings at start; each sentence names the setting, its value and what is allowed.</summary>
internal sealed class SkillsEngineOptionsValidator : IValidateOptions<SkillsEngineOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestTtl = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions options)
    {
        List<string> problems =
        [
            .. SettingRanges.Of(options, SkillsEngineOptions.SectionName),
            .. SettingRanges.Of(options.Definitions, SkillsEngineOptions.SectionName + ":Definitions"),
            .. SettingRanges.Of(options.Diagnostics, SkillsEngineOptions.SectionName + ":Diagnostics"),
            .. SettingRanges.Of(options.ExecutionLog, SkillsEngineOptions.SectionName + ":ExecutionLog"),
            .. SettingRanges.Of(options.Outputs, SkillsEngineOptions.SectionName + ":Outputs"),
            .. SettingRanges.Of(options.Media, SkillsEngineOptions.SectionName + ":Media"),
            .. CatalogSettings.Problems(options),
        ];
        Require(problems, options.DefaultTimeout > TimeSpan.Zero && options.DefaultTimeout <= Day, nameof(options.DefaultTimeout), options.DefaultTimeout, "more than zero and at most one day");
        Require(problems, options.DefaultCacheTtl >= TimeSpan.Zero && options.DefaultCacheTtl <= LongestTtl, nameof(options.DefaultCacheTtl), options.DefaultCacheTtl, "zero (store nothing) to one year");
        Log(problems, options.ExecutionLog);
        var tools = options.Tools;
        Require(problems, tools.MaxRounds is >= 1 and <= 100, "Tools:MaxRounds", tools.MaxRounds, "1 to 100");
        Require(problems, tools.MaxCalls is >= 1 and <= 1000, "Tools:MaxCalls", tools.MaxCalls, "1 to 1,000");
        Require(problems, tools.MaxParallel is >= 1 and <= 64, "Tools:MaxParallel", tools.MaxParallel, "1 to 64");
        Require(problems, tools.CallTimeout > TimeSpan.Zero && tools.CallTimeout <= Day, "Tools:CallTimeout", tools.CallTimeout, "more than zero and at most one day");
        Require(problems, tools.MaxResultCharacters is >= 100 and <= 10_000_000, "Tools:MaxResultCharacters", tools.MaxResultCharacters, "100 to 10,000,000");
        Require(problems, tools.MaxArgumentCharacters is >= 100 and <= 10_000_000, "Tools:MaxArgumentCharacters", tools.MaxArgumentCharacters, "100 to 10,000,000");
        Require(problems, tools.MaxDepth is >= 1 and <= 16, "Tools:MaxDepth", tools.MaxDepth, "1 to 16");
        var files = options.Definitions;
        Require(problems, files.WatchDelay >= TimeSpan.Zero && files.WatchDelay <= TimeSpan.FromMinutes(1), "Definitions:WatchDelay", files.WatchDelay, "zero to one minute");
        Require(problems, files.WatchInterval > TimeSpan.Zero && files.WatchInterval <= TimeSpan.FromHours(1), "Definitions:WatchInterval", files.WatchInterval, "more than zero and at most one hour");
        foreach (var host in options.Rules.AllowedHosts)
        {
            var bare = host?.StartsWith("*.", StringComparison.Ordinal) == true ? host[2..] : host;
            Require(problems, Uri.CheckHostName(bare) != UriHostNameType.Unknown, "Rules:AllowedHosts", host ?? "null", "a host name or IP address, or '*.' and a host name");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void Log(List<string> problems, ExecutionLogOptions log)
    {
        Require(problems, log.WriteTimeout > TimeSpan.Zero && log.WriteTimeout <= Day, "ExecutionLog:WriteTimeout", log.WriteTimeout, "more than zero and at most one day");
        Require(problems, log.RetryFor >= TimeSpan.Zero && log.RetryFor <= Day, "ExecutionLog:RetryFor", log.RetryFor, "zero to one day");
        Require(problems, log.DrainTimeout >= TimeSpan.Zero && log.DrainTimeout <= Day, "ExecutionLog:DrainTimeout", log.DrainTimeout, "zero to one day");
    }

    private static void Require(List<string> problems, bool holds, string setting, object value, string allowed)
    {
        if (!holds)
        {
            problems.Add(FormattableString.Invariant($"{SkillsEngineOptions.SectionName}:{setting} is {value}; it must be {allowed}."));
        }
    }
}
