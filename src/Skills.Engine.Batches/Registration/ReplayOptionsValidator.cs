using Microsoft.Extensions.Options;

namespace Skills.Engine.Batches.Registration;

/// <summary>Checks the ranges of the options.</summary>
internal sealed class ReplayOptionsValidator : IValidateOptions<ReplayOptions>
{
    public ValidateOptionsResult Validate(string? name, ReplayOptions options) =>
        options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromHours(1) ? ValidateOptionsResult.Fail($"{ReplayOptions.SectionName}:Lease must be from one second to an hour.")
        : options.KeepFor < TimeSpan.FromMinutes(1) || options.KeepFor > TimeSpan.FromDays(400) ? ValidateOptionsResult.Fail($"{ReplayOptions.SectionName}:KeepFor must be from one minute to 400 days.")
        : ValidateOptionsResult.Success;
}
