# SPDX-License-Identifier: MIT
# The files of gui/widget/, for images (Makefile) and for "make host" (gui/host.mk) alike.
gui-widgets := text_model.o text_move.o text_undo.o text_keys.o scroll_model.o pick_model.o chart_scale.o
gui-widgets += kit.o caret.o icon.o decor.o picture.o label.o button.o toggle.o progress.o slider.o scroll_bar.o
gui-widgets += scroll_view.o text_box.o tooltip.o rows.o rows_calls.o list.o table.o chart.o chart_draw.o menu.o menu_bar.o choice.o tabs.o
gui-widgets += text_area.o text_area_draw.o text_area_keys.o text_area_calls.o
gui-widgets += terminal.o terminal_text.o terminal_keys.o
gui-widgets += dialog.o file_list.o file_dialog.o
gui-widgets += screen_keyboard.o
