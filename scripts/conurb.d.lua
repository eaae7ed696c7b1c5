---@meta
--- Conurb scenarios
---
--- Generated from the engine; not to be run or edited.

---The run of a scenario.
---@class Run
---@field now string The run's present local time. (read-only)
---@field name string The scenario's name. (read-only)
local Run = {}

---Does something when the run comes to a time.
---
---```lua
---run:at("2026-07-10 12:00", function() city.building:all().cooling_set_point = 299 end)
---```
---@param time string Local time, as "2026-02-10 07:00".
---@param action function What to do; the city is then as it is at that time.
function Run:at(time, action) end

---Does something again and again, first at the beginning; when the run goes on already, first after the interval.
---
---```lua
---run:every("7 d", function() print(run.now) end)
---```
---@param interval string As "1 h", "15 min" or "1 d".
---@param action function What to do.
function Run:every(interval, action) end

---Does something some time from now, or after the beginning.
---
---```lua
---run:after("90 min", function() print(run.now) end)
---```
---@param interval string As "90 s", "1 h 30 min" or "1 d".
---@param action function What to do.
function Run:after(interval, action) end

---Names the figures to show first, in order.
---
---```lua
---run:report { "buildings.heating_energy", "buildings.co2" }
---```
---@param kpis table A list of KPI ids, as "buildings.heating_energy".
function Run:report(kpis) end

---A table of the city: buildings, links, sensors …
---@class Table
---@field [any] Rows The row of that name (its object_id) or number.
local Table = {}

---The rows for which a line of the selection language holds.
---
---```lua
---local old = city.building:where("year_of_construction < 1975")
---```
---
---Error: A column that is not there is named, with the nearest one that is.
---@param selection string What must hold, over the table's columns.
---@return Rows # The rows as they are now; later changes do not add any.
function Table:where(selection) end

---All rows that are part of the city.
---
---```lua
---city.building:all().wall_u_value = 0.3
---```
---@return Rows # The rows.
function Table:all() end

---How many rows there are, or for how many a selection holds.
---
---```lua
---print(city.building:count("height > 20"))
---```
---@param selection? string What must hold.
---@return integer # The number of rows.
function Table:count(selection) end

---The value of a total over the table.
---
---```lua
---print(city.building:total("sum(floor_area where function == \"residential\")"))
---```
---@param expression string A total of the selection language: sum, mean, min, max, count …
---@return number # The value in the columns' units.
function Table:total(expression) end

---Adds a row.
---
---```lua
---city.building:insert { object_id = "new-school", height = 12 }
---```
---@param row table Values by column; what is not given gets the column's default.
---@return Rows # The new row.
function Table:insert(row) end

---The city as the script's scenario has it; before scenario{} the base.
---@class City
---@field [string] Table A table by its name.
local City = {}

---Rows of a table. Assigning to a column sets it for all of them, as one entry of the journal; a column that a plugin computes is pinned to the value.
---@class Rows
---@field [string] any The value of a column of a single row.
local Rows = {}

---How many rows these are.
---
---```lua
---print(city.building:where("height > 20"):count())
---```
---@return integer # The number.
function Rows:count() end

---Those of the rows for which a selection holds.
---
---```lua
---local tall = city.building:all():where("height > 20")
---```
---@param selection string What must hold.
---@return Rows # The rows left.
function Rows:where(selection) end

---The values of a column, row by row; nil for null, ids for references.
---
---```lua
---local heights = city.building:all():values("height")
---```
---@param column string Name of the column.
---@return any[] # As many values as there are rows.
function Rows:values(column) end

---The stable ids of the rows.
---
---```lua
---local ids = city.building:where("height > 20"):ids()
---```
---@return integer[] # The ids.
function Rows:ids() end

---The sum of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):sum("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:sum(expression) end

---The mean of an expression over the rows, nulls left out.
---
---```lua
---print(city.building:where("height > 10"):mean("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:mean(expression) end

---The least value of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):min("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:min(expression) end

---The greatest value of an expression over the rows.
---
---```lua
---print(city.building:where("height > 10"):max("floor_area"))
---```
---@param expression string A column, or arithmetic over columns.
---@return number # In the unit of the expression; nil without any value.
function Rows:max(expression) end

---Sets a column of all rows, as the assignment does, with an end for pins.
---
---```lua
---city.building:all():set("heating_power", 0, "2026-02-11 07:00")
---```
---@param column string Name of the column.
---@param value any The value; nil where the column may be null.
---@param until_time? string Local time at which a pin on a computed column ends.
function Rows:set(column, value, until_time) end

---Adds an amount to a column of every row.
---
---```lua
---city.weather:all():add("dry_bulb_temperature", 2)
---```
---@param column string Name of the column.
---@param amount number In the column's unit.
function Rows:add(column, amount) end

---Multiplies a column of every row.
---
---```lua
---city.weather:all():scale("precipitation", 1.3)
---```
---@param column string Name of the column.
---@param factor number What to multiply with. [1]
function Rows:scale(column, factor) end

---Takes the rows out of the city. They keep their ids and history.
---
---```lua
---city.building:where("year_of_construction < 1900"):retire()
---```
function Rows:retire() end

---A plugin that is loaded: its parameters and levers are its fields.
---@class Plugin
---@field [string] any Value of a parameter in the scenario.
local Plugin = {}

---Asks the plugin one of its questions about the city as it is now.
---
---```lua
---for _, row in ipairs(plugin.buildings:ask("highest_heating", 10)) do
---  print(city.building[row.building].object_id, row.specific_heating)
---end
---```
---@param question string Name of the question.
---@param ... any Its arguments, in order; a row by its id or as an object.
---@return table[] # The rows of the answer, fields by name; rows of tables as ids.
function Plugin:ask(question, ...) end

---The plugins that are loaded, by their short names.
---@class Plugins
---@field [string] Plugin A plugin by its short name.
local Plugins = {}

---What a person can do in the room (`conurb view`): every command is a verb, in its console and in scripts that drive it.
room = {}

---The city.
---@type City
city = nil

---The plugins.
---@type Plugins
plugin = nil

---@class scenario.options
---@field name? string Name for people.
---@field id? string Name of the branch; else that of the script's file.
---@field from string Local time of the beginning.
---@field to string Local time of the end.
---@field base? string Branch to compare with and to begin from. (default "base")
---@field exchange? string Interval between exchange points; else what the plugins ask for.
---@field seed? integer Key of all random numbers. (default 1)
---@field plugins? table Short names of the plugins to use; else all.
---@field hold_faults? boolean Go on with the last values when a plugin fails. (default false)

---Defines the script's scenario: a branch of the city and the span it runs over. After it `city` is the scenario's city. Base and scenario run side by side when the script's lines are done.
---
---```lua
---local run = scenario { name = "Deep retrofit", from = "2026-01-01", to = "2027-01-01" }
---```
---
---Error: Times that cannot be read, an unknown base, a second scenario in one script.
---@param options scenario.options What it is.
---@return Run # The run, to say more about it.
function scenario(options) end

---A local time as the number that time columns hold: microseconds UTC.
---
---```lua
---print(city.weather:count(("time < %d"):format(instant("2026-02-01"))))
---```
---@param time string Local time, as "2026-07-06 12:00".
---@return integer # Microseconds since 1970, UTC. [us]
function instant(time) end

---Takes back the script's last change of the city.
---
---```lua
---city.building:all().wall_u_value = 9
---undo()
---```
function undo() end

---Flies to a viewpoint. Keys: G.
---
---```lua
---room.camera_go("0,0,0,800,45,-30")
---```
---@param to string Name of a viewpoint, or "x,y,z,distance,heading,pitch[,field]".
---@param seconds? number How long the flight takes; 0: at once. [s] (default 0.8)
function room.camera_go(to, seconds) end

---Turns around what is looked at. Keys: Left, Right, Up, Down.
---
---```lua
---room.camera_orbit()
---```
---@param heading? number To the right. [degree] (default 0)
---@param pitch? number Upwards. [degree] (default 0)
function room.camera_orbit(heading, pitch) end

---Moves over the ground. Keys: A, D, W, S.
---
---```lua
---room.camera_pan()
---```
---@param right? number To the right, as a share of the distance to what is looked at. (default 0)
---@param forward? number Forward, as a share of the same. (default 0)
function room.camera_pan(right, forward) end

---Goes nearer or away. Keys: +, -.
---
---```lua
---room.camera_zoom()
---```
---@param factor? number Above 1: nearer; below: away. (default 1.25)
function room.camera_zoom(factor) end

---Looks straight down, as on a map. Keys: Shift+T.
---
---```lua
---room.camera_top()
---```
function room.camera_top() end

---Turns north up. Keys: N.
---
---```lua
---room.camera_north()
---```
function room.camera_north() end

---Shows the whole city. Keys: Home.
---
---```lua
---room.camera_home()
---```
---@param seconds? number How long the flight takes; 0: at once. [s] (default 0.8)
function room.camera_home(seconds) end

---Chooses how the camera moves. Keys: Shift+O, Shift+M, Shift+F.
---
---```lua
---room.camera_mode("orbit")
---```
---@param mode string Around a point, over a map, or through the air. "orbit", "map", "fly"
function room.camera_mode(mode) end

---Keeps camera, time and layers under a name. Keys: Ctrl+B.
---
---```lua
---room.bookmark_add("harbour")
---```
---@param name string Name of the viewpoint.
function room.bookmark_add(name) end

---Takes camera, time and layers from a viewpoint. Keys: Ctrl+G.
---
---```lua
---room.bookmark_go("harbour")
---```
---@param name string Name of the viewpoint.
function room.bookmark_go(name) end

---Gives a viewpoint another name. Keys: Alt+B.
---
---```lua
---room.bookmark_rename("harbour", "old harbour")
---```
---@param name string Name of the viewpoint.
---@param to string The new name.
function room.bookmark_rename(name, to) end

---Forgets a viewpoint. Keys: Ctrl+Shift+B.
---
---```lua
---room.bookmark_remove("harbour")
---```
---@param name string Name of the viewpoint.
function room.bookmark_remove(name) end

---Begins to measure. Keys: M, Alt+A, Alt+H.
---
---```lua
---room.measure_start("distance")
---```
---@param what string What is measured. "distance", "area", "height"
function room.measure_start(what) end

---Sets a point of the measurement. Keys: Alt+P.
---
---```lua
---room.measure_add(1, 1)
---```
---@param x number East, local frame. [m]
---@param y number North, local frame. [m]
---@param z? number Height. [m] (default 0)
function room.measure_add(x, y, z) end

---Takes back the last point of the measurement. Keys: Backspace.
---
---```lua
---room.measure_remove()
---```
function room.measure_remove() end

---Ends measuring. Keys: Shift+Backspace.
---
---```lua
---room.measure_clear()
---```
function room.measure_clear() end

---Shows a layer, above the others. Keys: L.
---
---```lua
---room.layer_show("building.heating_demand")
---```
---@param layer string Id of the layer.
function room.layer_show(layer) end

---Hides a layer. Keys: Shift+L.
---
---```lua
---room.layer_hide("building.heating_demand")
---```
---@param layer string Id of the layer.
function room.layer_hide(layer) end

---Shows one layer and hides all others. Keys: Ctrl+L.
---
---```lua
---room.layer_only("building.heating_demand")
---```
---@param layer string Id of the layer.
function room.layer_only(layer) end

---Locks a layer's scale for all branches and times, or frees it. Keys: Ctrl+Shift+L.
---
---```lua
---room.layer_range("building.heating_demand")
---```
---@param layer string Id of the layer.
---@param low? number Lower end, in the layer's unit.
---@param high? number Upper end; without both the scale is free.
function room.layer_range(layer, low, high) end

---Selects rows, and nothing else. Keys: P.
---
---```lua
---room.select_pick("building", { 1, 2 })
---```
---@param table string Table of the rows.
---@param ids integer[] Ids of the rows.
function room.select_pick(table, ids) end

---Adds rows of the same table to the selection. Keys: Shift+P.
---
---```lua
---room.select_add("building", { 1, 2 })
---```
---@param table string Table of the rows.
---@param ids integer[] Ids of the rows.
function room.select_add(table, ids) end

---Selects the rows of the active branch for which a condition holds. Keys: Ctrl+F.
---
---```lua
---room.select_where("building", "year_of_construction < 1975")
---```
---@param table string Table of the rows.
---@param condition string In the selection language.
function room.select_where(table, condition) end

---Flies to what is selected. Keys: Z.
---
---```lua
---room.select_look()
---```
function room.select_look() end

---Selects nothing. Keys: Escape.
---
---```lua
---room.select_clear()
---```
function room.select_clear() end

---Chooses how branches are compared. Keys: 1, 2, 3, 4, 5.
---
---```lua
---room.compare_mode("single")
---```
---@param mode string How. "single", "split", "swipe", "blink", "difference"
function room.compare_mode(mode) end

---Shows these branches, as A, B, C and D. Keys: V.
---
---```lua
---room.compare_views({ "base", "retrofit" })
---```
---@param branches string[] One to four names.
function room.compare_views(branches) end

---Draws the line between two branches. Keys: /.
---
---```lua
---room.compare_swipe()
---```
---@param position? number From the left edge, as a share of the width. (default 0.5)
function room.compare_swipe(position) end

---Opens or closes a panel. Keys: F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, Shift+F2, Shift+F3, Shift+F4.
---
---```lua
---room.panel_toggle("layers")
---```
---@param panel string Which. "layers", "kpis", "inspector", "levers", "whatifs", "journal", "findings", "alarms", "console", "plots", "timeline", "bookmarks", "apps", "messages", "keys"
function room.panel_toggle(panel) end

---Marks all alarms as read. Keys: Shift+F9.
---
---```lua
---room.alarm_read()
---```
function room.alarm_read() end

---Dark for screens and walls, light for projectors; without one, the other. Keys: T.
---
---```lua
---room.theme_set()
---```
---@param theme? string Which. "dark", "light"
function room.theme_set(theme) end

---Writes what is shown as a picture. Keys: Ctrl+P.
---
---```lua
---room.picture_save()
---```
---@param file? string Name of the file (.png). (default "conurb.png")
function room.picture_save(file) end

---Keeps the room's arrangement in the city file. Keys: Ctrl+S.
---
---```lua
---room.session_save()
---```
function room.session_save() end

---Looks for rebuilt plugins now. Keys: Ctrl+R.
---
---```lua
---room.plugin_reload()
---```
function room.plugin_reload() end

---Shows all commands with their keys. Keys: F1, ?.
---
---```lua
---room.help_keys()
---```
function room.help_keys() end

---Closes the room; what was asked for is done and kept. Keys: Ctrl+Q.
---
---```lua
---room.quit()
---```
function room.quit() end

---Shows a plot of a column or a key figure; what is not named stays as it is. Keys: O, Shift+1, Shift+2, Shift+3, Shift+4, Shift+5.
---
---```lua
---room.plot_show("building.heating_power")
---```
---@param of? string The column, or the id of a key figure; without: of the topmost layer.
---@param kind? string What kind of plot. "lines", "duration", "bars", "scatter", "histogram"
---@param against? string Bars: a column of words to group by; scatter: the column to the right.
---@param rows? string Of the whole table, or of what is selected. "all", "selected"
---@param joining? string How the values of many rows become one; fitting: by what it is. "fitting", "sum", "mean"
function room.plot_show(of, kind, against, rows, joining) end

---Writes the plot as a picture (.png), a drawing (.svg) or its values (.csv). Keys: Ctrl+E, Ctrl+Shift+E.
---
---```lua
---room.plot_export()
---```
---@param file? string Name of the file. (default "plot.png")
function room.plot_export(file) end

---Lets time go on. Keys: Ctrl+Space.
---
---```lua
---room.time_play()
---```
function room.time_play() end

---Stops time. Keys: Pause.
---
---```lua
---room.time_pause()
---```
function room.time_pause() end

---Lets time go on, or stops it. Keys: Space.
---
---```lua
---room.time_toggle()
---```
function room.time_toggle() end

---Goes on by exchange points; recorded time also goes back. Keys: ., ,.
---
---```lua
---room.time_step()
---```
---@param exchanges? integer How many; negative: back. (default 1)
function room.time_step(exchanges) end

---Sets how fast time goes. Keys: Ctrl+1, Ctrl+2, Ctrl+3, Ctrl+4, Ctrl+0.
---
---```lua
---room.time_speed()
---```
---@param factor? number Simulated seconds in a second; 0: as fast as it goes. (default 3600)
function room.time_speed(factor) end

---Shows the city as it was recorded at a time. Keys: Shift+G.
---
---```lua
---room.time_set("2026-01-15 07:00")
---```
---@param time string In the city's zone, "2026-01-15 07:00".
function room.time_set(time) end

---Goes to the beginning of what was recorded. Keys: Shift+Home.
---
---```lua
---room.time_start()
---```
function room.time_start() end

---Goes to the end of what was recorded. Keys: Shift+End.
---
---```lua
---room.time_end()
---```
function room.time_end() end

---Simulates the branches in view as one looks on, without recording them. Keys: Shift+Space.
---
---```lua
---room.time_live()
---```
---@param from? string When it begins; none: the time shown.
---@param to? string When it ends; none: a year later.
function room.time_live(from, to) end

---Ends the live simulation and shows what was recorded. Keys: R.
---
---```lua
---room.time_recorded()
---```
function room.time_recorded() end

---Holds the picture while the simulation goes on, or lets it go; without a word, the other. Keys: F.
---
---```lua
---room.time_freeze()
---```
---@param on? boolean Whether it is held.
function room.time_freeze(on) end

---Begins a what-if: a branch of its own, shown beside its parent. Keys: B.
---
---```lua
---room.whatif_branch()
---```
---@param name? string Its name; none: a number.
---@param parent? string What it is forked from; none: the branch of the last view.
function room.whatif_branch(name, parent) end

---Runs a branch beside the base and records it. Keys: Ctrl+Enter.
---
---```lua
---room.whatif_run()
---```
---@param branch? string Which branch; none: that of the last view.
---@param from? string Beginning; none: as it was run last.
---@param to? string End; none: as it was run last.
---@param exchange? string How often plugins exchange, and results can be kept; none: as in its last run, or as they ask for.
---@param fresh? boolean Run again what has not changed. (default false)
function room.whatif_run(branch, from, to, exchange, fresh) end

---Runs a scenario script or key application. Keys: Ctrl+O.
---
---```lua
---room.whatif_script("scripts/scenarios/retrofit.lua")
---```
---@param file string The script (.lua).
function room.whatif_script(file) end

---Stops the run under way; what it recorded is kept. Keys: Ctrl+Backspace.
---
---```lua
---room.whatif_cancel()
---```
function room.whatif_cancel() end

---Gives a branch another name. Keys: Shift+R.
---
---```lua
---room.whatif_rename("deep retrofit")
---```
---@param name string The new name.
---@param branch? string Which branch; none: that of the last view.
function room.whatif_rename(name, branch) end

---Deletes a branch with its runs; the journal remembers what was done in it. Keys: Ctrl+Delete.
---
---```lua
---room.whatif_delete()
---```
---@param branch? string Which branch; none: that of the last view.
function room.whatif_delete(branch) end

---Takes a branch to its parent as it is now; conflicts are told. Keys: Shift+B.
---
---```lua
---room.whatif_rebase()
---```
---@param branch? string Which branch; none: that of the last view.
function room.whatif_rebase(branch) end

---Takes back the last change of a branch, or a group of the journal. Keys: Ctrl+Z.
---
---```lua
---room.whatif_undo()
---```
---@param branch? string Which branch; none: that of the last view.
---@param group? integer Group of the journal; 0: the latest. (default 0)
function room.whatif_undo(branch, group) end

---Does again what was undone last. Keys: Ctrl+Shift+Z, Ctrl+Y.
---
---```lua
---room.whatif_redo()
---```
---@param branch? string Which branch; none: that of the last view.
function room.whatif_redo(branch) end

---Sets a column for the selected rows, or for those that meet a condition. Keys: E.
---
---```lua
---room.city_set("building.wall_u_value", 0.2, "year_of_construction < 1975")
---```
---@param column string Table and column.
---@param value any In the column's unit; null: none.
---@param where? string In the selection language; none: the rows selected.
---@param branch? string Which branch; none: that of the last view.
---@param at? string Simulated time at which it acts; none: from the start, or live now.
function room.city_set(column, value, where, branch, at) end

---Moves a plugin's lever in a branch. Keys: Shift+E.
---
---```lua
---room.lever_set("buildings.heat_pump_share", 0.5)
---```
---@param lever string Plugin and lever.
---@param value number In the lever's unit; of a choice its place, from 0.
---@param branch? string Which branch; none: that of the last view.
---@param at? string Simulated time at which it acts; none: from the start, or live now.
function room.lever_set(lever, value, branch, at) end

---The branches with their status, as the room knows them at the moment.
---
---```lua
---for _, branch in ipairs(room.branches()) do print(branch.name, branch.status) end
---```
---@return table[] # Each with name, parent, status and progress.
function room.branches() end

---A key figure of a branch, in its display unit; nil if there is none.
---
---```lua
---print(room.figure("buildings.heating_energy"))
---```
---@param id string As "buildings.heating_energy".
---@param branch? string Which branch; else that of the last view.
---@return number? # The figure for the whole city.
function room.figure(id, branch) end

---The time shown, in the city's zone.
---
---```lua
---print(room.time())
---```
---@return string # As "2026-01-15 07:00".
function room.time() end

---The value of a total over a table of a branch, as it is drafted or lives.
---
---```lua
---print(room.total("building", "sum(floor_area)"))
---```
---@param table string Table of the rows.
---@param expression string A total of the selection language: sum, mean, min, max, count …
---@param branch? string Which branch; else that of the last view.
---@return number # The value in the columns' units.
function room.total(table, expression, branch) end

