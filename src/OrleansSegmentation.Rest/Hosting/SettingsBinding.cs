using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Reads options from a section.</summary>
internal static class SettingsBinding
{
    /// <summary>
    /// Binds the options. A value that cannot be read at all (<c>Mode=Foo</c>, <c>MaxBodyBytes=many</c>) is reported as one that is out of
    /// range would be: by <see cref="OptionsValidationException"/>, with the name of the setting.
    /// </summary>
    public static OptionsBuilder<TOptions> BindSettings<TOptions>(this OptionsBuilder<TOptions> builder, IConfigurationSection section)
        where TOptions : class =>
        builder.Configure(options =>
        {
            try
            {
                section.Bind(options);
            }
            catch (InvalidOperationException exception)
            {
                throw new OptionsValidationException(section.Path, typeof(TOptions), [exception.Message]);
            }
        });
}
